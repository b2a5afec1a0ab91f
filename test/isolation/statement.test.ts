import { describe, expect, test } from 'vitest';
import { unboundTables } from './statement.ts';

const owned = new Set(['tasks', 'facts']);
const look = (text: string, params: readonly unknown[] = ['ann']) => unboundTables({ text, params, personId: 'ann' }, owned);

describe('a statement', () => {
  test.each([
    'select 1',
    'select * from "strangers" where "strangers"."id" = $1',
    'select * from "tasks" where ("tasks"."person_id" = $1 and "tasks"."state" = $2)',
    'update "tasks" set "state" = $2 where "tasks"."person_id" = $1',
    'select * from "tasks" where "tasks"."person_id" = $1 for update',
    'insert into "tasks" ("person_id") values ($1) on conflict ("person_id") do update set "number" = $2',
    'with t as (select * from facts where person_id = $1) select * from t',
    'select * from facts where person_id = $1 union all select * from tasks where person_id = $1',
    'with a as (insert into "facts" ("id", "person_id") values (default, $1) returning "id") update "tasks" set "a" = 1 where "tasks"."person_id" = $1',
  ])('that names its person is bound: %s', (text) => {
    expect(look(text)).toEqual([]);
  });

  test.each([
    'select * from "tasks"',
    'select "person_id" from "tasks" where "tasks"."id" = $1',
    'update "tasks" set "state" = $1',
    'delete from "tasks" where "tasks"."id" = $1',
    'select * from facts union all select * from tasks where person_id = $1',
    'select * from "facts" left join "tasks" on "tasks"."id" = "facts"."id" where "facts"."person_id" = $1',
    'with a as (insert into "facts" ("id", "text") values (default, $2) returning "id") update "tasks" set "a" = 1 where "tasks"."person_id" = $1',
    'with a as (insert into "facts" ("id", "person_id") values (default, $1) returning "id") update "tasks" set "a" = 1',
  ])('that forgets it is found: %s', (text) => {
    expect(look(text)).not.toEqual([]);
  });

  test('that names another person is found', () => {
    expect(look('select * from "tasks" where "tasks"."person_id" = $1', ['ben'])).toEqual(['tasks']);
    expect(look('insert into "tasks" ("person_id") values ($1)', ['ben'])).toEqual(['tasks']);
  });
});
