import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { buildGraph, type Graph } from '../../../src/memory/graph/build-graph.ts';
import type { Ruling, Telling } from '../../../src/memory/graph/same-name.ts';

/** Things that were told a day apart, each as `subject/attribute = value`. */
function told(...lines: readonly string[]): Telling[] {
  return lines.map((line, place) => {
    const [, subject = '', attribute = '', value = ''] = /^(.+?)\/(.+?) = (.+)$/.exec(line) ?? [];
    const recordedAt = Temporal.Instant.from('2026-01-05T09:00:00Z').add({ hours: 24 * place });
    return { id: `slot-${place}`, subject, attribute, value, validFrom: recordedAt, validTo: null, recordedAt };
  });
}

function build(tellings: readonly Telling[], rulings: readonly Ruling[] = []): Graph {
  return buildGraph('person-1', tellings, rulings);
}

/** Of each entity what it is and all its names, the fullest first. */
function names({ entities, names }: Graph): string[] {
  return entities
    .map(({ id, kind, name }) => {
      const others = names.filter((one) => one.entity === id && one.name !== name).map((one) => one.name);
      return `${kind} ${[name, ...others].join(' = ')}`;
    })
    .sort();
}

function relations({ entities, relations }: Graph): string[] {
  const nameOf = (id: string) => entities.find((entity) => entity.id === id)?.name;
  return relations.map(({ subject, relation, object }) => `${nameOf(subject)} ${relation} ${nameOf(object)}`);
}

describe('who there is', () => {
  it('R4 makes people, firms, projects and places of what was told, and what they are to each other', () => {
    const graph = build(
      told(
        'me/sister = Ana',
        'Ana/manager = Tomas',
        'Tomas/employer = Globex',
        'Tomas/project = Falcon',
        'Ana/home = Porto',
        'Ana/birthday = 3 May',
        'me/dog = Rex',
      ),
    );
    expect(names(graph)).toEqual([
      'organisation Globex',
      'person Ana',
      'person Tomas',
      'person me',
      'place Porto',
      'project Falcon',
    ]);
    expect(relations(graph)).toEqual([
      'me sister Ana',
      'Ana manager Tomas',
      'Tomas employer Globex',
      'Tomas project Falcon',
      'Ana home Porto',
    ]);
  });

  it.each<[why: string, tellings: string[], because: string]>([
    ['they are the same to one', ['me/manager = Tomas', 'me/manager = Tomas Berg'], 'both are your manager'],
    ['the same is said of both', ['Tomas/birthday = 9 June', 'Tomas Berg/birthday = 9 June'], 'both have the same birthday'],
    ['a firm only adds its legal form', ['me/employer = Acme', 'Ana/employer = Acme Ltd.'], 'only the legal form is added'],
  ])('R4 takes a short name for the full one where %s', (_, tellings, because) => {
    const graph = build(told(...tellings));
    expect(graph.names.map((one) => one.because)).toContain(because);
    expect(names(graph).filter((line) => line.includes(' = '))).toHaveLength(1);
  });

  it('takes both for one where they were told of in one conversation', () => {
    const [one, other] = told('me/doctor = Olga Petrova', 'Olga/home = Ghent');
    expect(names(build([one!, { ...other!, recordedAt: one!.recordedAt.add({ minutes: 5 }) }]))).toContain(
      'person Olga Petrova = Olga',
    );
    expect(names(build([one!, other!]))).toContain('person Olga');
  });

  it.each<[why: string, tellings: string[]]>([
    ['nothing speaks for it', ['me/sister = Ana', 'me/dentist = Ana Lopez']],
    ['something speaks against it', ['me/sister = Ana', 'me/sister = Ana Lopez', 'Ana/home = Porto', 'Ana Lopez/home = Rome']],
    ['two could be meant', ['me/sister = Ana', 'me/sister = Ana Lopez', 'me/sister = Ana Silva']],
  ])('R4 keeps two names apart where %s', (_, tellings) => {
    expect(names(build(told(...tellings)))).toContain('person Ana');
  });

  it('R4 follows what the person pressed, whatever the evidence says', () => {
    const alike = told('me/manager = Tomas', 'me/manager = Tomas Berg');
    const ruling = { one: 'tomas', other: 'tomas berg' };
    expect(names(build(alike, [{ ...ruling, isSame: false }]))).toEqual(['person Tomas', 'person Tomas Berg', 'person me']);
    const unlike = told('me/sister = Tomas', 'me/dentist = Tomas Berg', 'me/boss = Tomas Bell');
    expect(names(build(unlike, [{ ...ruling, isSame: true }]))).toContain('person Tomas Berg = Tomas');
  });

  it('gives the same ids at each working out, and others to another person', () => {
    const tellings = told('me/sister = Ana', 'Ana/manager = Tomas');
    expect(build(tellings)).toEqual(build(tellings));
    expect(buildGraph('person-2', tellings, []).entities[0]?.id).not.toBe(build(tellings).entities[0]?.id);
  });
});
