/** How we read a rule of RFC 5545 on which implementations differ, and why. */
export interface Decision {
  readonly because: string;
  /** Where we read it otherwise than the vectors do. */
  readonly instances?: readonly string[];
}

const SEMICOLON = 'a semicolon at the end says nothing: Google Calendar has written it';
const FROM_START = 'a series is counted from its DTSTART, wherever one begins to look';
const WEEKDAY_OF_START =
  'a week without BYDAY means the weekday of DTSTART (section 3.3.10: what is missing is taken from there), not all seven days';
const YEAR_OF_WEEK =
  'with BYWEEKNO the years of INTERVAL are those that the weeks belong to, so a week at the turn of the year counts for its own';
const WHOLE_WEEK = 'BYSETPOS counts the whole week, the days before DTSTART too';
const NO_TIME = 'what speaks of hours, minutes and seconds says nothing of whole days (section 3.3.10)';
const EVERY_MONTH = 'in a year BYMONTHDAY stands for that day of every month (the table of section 3.3.10)';

/** By the name of the vector, as `nameOf` gives it. */
export const DECISIONS: ReadonlyMap<string, Decision> = new Map([
  as('FREQ=WEEKLY;INTERVAL=1;COUNT=2;BYDAY=MO; from 20141006T090000', SEMICOLON),

  as(
    'FREQ=YEARLY;INTERVAL=2;UNTIL=20211231T140000Z;BYMONTH=2;BYDAY=WE from 20170201T090000, seen from 20200101T100000',
    FROM_START,
  ),
  as('FREQ=MONTHLY;UNTIL=20171229T000000Z;BYDAY=1FR from 20170901T090000, seen from 20170915T090000', FROM_START),
  as(
    'FREQ=WEEKLY;UNTIL=20170127T000000Z;WKST=MO;BYDAY=SU,TU,TH;INTERVAL=2 from 20161229T090000, seen from 20161231T090000',
    FROM_START,
  ),
  as(
    'FREQ=WEEKLY;UNTIL=20170127T000000Z;WKST=MO;BYDAY=SU,TU,TH;INTERVAL=2 from 20161229T090000, seen from 20170102T090000',
    FROM_START,
  ),
  as('FREQ=DAILY;UNTIL=20170131T140000Z;BYMONTH=1;INTERVAL=3 from 20170101T090000, seen from 20170103T090000', FROM_START),
  as('FREQ=HOURLY;INTERVAL=3;UNTIL=20170903T170000Z from 20170902T090000, seen from 20170902T230000', FROM_START),
  as('FREQ=HOURLY;UNTIL=20210303T000000Z from 20210301T142000, seen from 20210302T100000', FROM_START),

  as('FREQ=YEARLY;BYWEEKNO=1,2;UNTIL=20170101T000000Z from 20130101T000000', WEEKDAY_OF_START),
  as('FREQ=YEARLY;BYWEEKNO=1,2;UNTIL=20170101T000000Z from 20130107T000000', WEEKDAY_OF_START),
  as('FREQ=YEARLY;BYWEEKNO=1,2;UNTIL=20170101T000000Z from 20130108T000000', WEEKDAY_OF_START),
  as('FREQ=YEARLY;BYWEEKNO=1,2;UNTIL=20170101T000000Z from 20140111T000000', WEEKDAY_OF_START),
  as('FREQ=YEARLY;BYWEEKNO=1,2;WKST=TU;UNTIL=20170101T000000Z from 20130107T000000', WEEKDAY_OF_START),
  as('FREQ=YEARLY;BYWEEKNO=1,2;WKST=WE;UNTIL=20170101T000000Z from 20130107T000000', WEEKDAY_OF_START),
  as('FREQ=YEARLY;BYWEEKNO=1,2;WKST=TH;UNTIL=20170101T000000Z from 20130107T000000', WEEKDAY_OF_START),
  as('FREQ=YEARLY;BYWEEKNO=1,2;WKST=FR;UNTIL=20170101T000000Z from 20130108T000000', WEEKDAY_OF_START),
  as('FREQ=YEARLY;BYWEEKNO=1,2;WKST=TU;UNTIL=20180101T000000Z from 20140111T000000', WEEKDAY_OF_START),
  as('FREQ=YEARLY;BYWEEKNO=1,2;WKST=SU;UNTIL=20180101T000000Z from 20140111T000000', WEEKDAY_OF_START),
  as('FREQ=YEARLY;BYWEEKNO=-1,-2;COUNT=2 from 20131224T000000', WEEKDAY_OF_START),
  as('FREQ=YEARLY;BYWEEKNO=-1,-2;COUNT=5 from 20270102', WEEKDAY_OF_START),
  as('FREQ=YEARLY;BYWEEKNO=53;COUNT=1 from 20230101T000000Z', WEEKDAY_OF_START),

  as('FREQ=YEARLY;BYWEEKNO=53;BYDAY=TU,SA;INTERVAL=6;UNTIL=20170101T000000Z from 20100102T000000', YEAR_OF_WEEK),
  as('FREQ=YEARLY;BYWEEKNO=53;BYDAY=TU,SA;INTERVAL=5;UNTIL=20170101T000000Z from 20100102T000000', YEAR_OF_WEEK),
  as('FREQ=YEARLY;BYWEEKNO=1;BYDAY=MO,TU;INTERVAL=3;UNTIL=20320101 from 20241231', YEAR_OF_WEEK),

  as('FREQ=WEEKLY;BYDAY=MO,TU,SU,SA,TH;BYSETPOS=3,2;COUNT=4 from 20240102T120000', WHOLE_WEEK),
  as('FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1,3;COUNT=3 from 20241023', WHOLE_WEEK),
  as('FREQ=DAILY;BYMINUTE=1,2,3,4;INTERVAL=2;COUNT=3 from 20241018', NO_TIME),

  otherwise('FREQ=YEARLY;BYMONTHDAY=29;COUNT=3 from 20240229', EVERY_MONTH, ['20240229', '20240329', '20240429']),
  otherwise('FREQ=YEARLY;BYMONTHDAY=-29,-1;COUNT=4 from 20240201', EVERY_MONTH, ['20240201', '20240229', '20240303', '20240331']),
  otherwise(
    'FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=30;BYWEEKNO=1;UNTIL=20320101 from 20241230',
    "the vectors' own program cannot expand it: every 30 December that lies in a week 1",
    ['20241230', '20251230', '20301230', '20311230'],
  ),
]);

export function nameOf({ rrule, dtstart, startAt }: { rrule: string; dtstart: string; startAt: string | null }): string {
  return `${rrule} from ${dtstart}${startAt === null ? '' : `, seen from ${startAt}`}`;
}

/** As the vectors have it. */
function as(name: string, because: string): [string, Decision] {
  return [name, { because }];
}

function otherwise(name: string, because: string, instances: readonly string[]): [string, Decision] {
  return [name, { because, instances }];
}
