/**
 * The words of greeting, thanking and asking, which every chat is full of and which say nothing of what a text is about: stems as Postgres'
 * `english` configuration makes them; its own stop words never get here.
 */
export const SMALL_TALK: readonly string[] = `hi hello hey yo dear good great nice morn afternoon even night bye goodby
   thank thanx thx pleas sorri welcom ok okay yes yeah yep nope no sure fine cool right well oh ah hmm lol
   tell told know rememb remind say said ask anyth someth question answer help mean let want need would could can
   pleasur lot much bit thing stuff whi im ive dont didnt doesnt cant what where when who how`.split(/\s+/);
