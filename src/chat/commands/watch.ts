import type { Act } from '../../actions/act.ts';
import { answerByAct } from './act-answer.ts';
import type { Command } from './command.ts';

/** `/watch`: what is looked at for the person now and again. */
export function createWatchCommand({ act }: { readonly act: Act }): Command {
  return {
    name: 'watch',
    description: 'Watches feeds and pages for what is new about something; alone it lists your watches',
    usage:
      '/watch https://example.com/feed.xml about product launches every 2 hours until 31 December, /watch pause 1, /watch delete 1',
    run(context, argument) {
      const said = argument.trim();
      if (/^(?:list)?$/i.test(said)) return answerByAct(act, context, 'watch_list', {});
      const [, change, watch] = /^(pause|resume|delete)\s+(.+)$/is.exec(said) ?? [];
      if (change !== undefined && watch !== undefined)
        return answerByAct(act, context, 'watch_change', { watch, change: change.toLowerCase() });
      return answerByAct(act, context, 'watch_add', { about: said });
    },
  };
}
