import { shown } from '../../actions/card/shown.ts';
import { keptFileId } from '../../agent/keep-file.ts';
import type { Database } from '../../db/client.ts';
import { AppError } from '../../ground/errors.ts';
import type { Buttons } from '../../outbox/buttons.ts';
import type { Button } from '../../ports/chat.ts';
import { readTranscript, speakersOf } from '../../proactive/transcripts/read-transcript.ts';
import { type Download, messageWithTranscript, textOf, transcriptIn } from '../transcript-source.ts';
import type { Command } from './command.ts';

interface NotesCommandDeps {
  readonly db: Database;
  readonly buttons: Buttons;
  readonly download: Download;
}

/** `/notes`: looks at a transcript and asks whether notes of it may be kept. Nothing is stored before the press. */
export function createNotesCommand({ db, buttons, download }: NotesCommandDeps): Command {
  return {
    name: 'notes',
    description: 'Notes and action items of a conversation, from its transcript or recording',
    usage: '/notes (as the caption of a .txt, .vtt or .srt file, or before the words)',
    async run(context, _argument) {
      const { personId, signal, platform, direct } = context;
      if (!direct) throw new AppError('denied', 'I make notes in our private chat only, where nobody else reads along.');
      const message = await db.asPerson(personId, (tx) => messageWithTranscript(tx, personId, context));
      const source = transcriptIn(message);
      if (!source) throw new AppError('invalid', 'There is no transcript in it any more.');
      const lines = readTranscript(await textOf(source, platform, download, signal));
      const speakers = speakersOf(lines);
      const who = speakers.length === 0 ? 'It names no speakers.' : `By ${shown(speakers.join(', '))}.`;
      const text = [
        `**Shall I keep notes of ${shown(source.title)}?** ${lines.length} lines. ${who}`,
        'I would keep its words and my notes, for you alone, until you delete them. Press Keep only if those who speak in it agree.',
      ].join('\n');
      const id = keptFileId(message.key, 'notes');
      const button = (verb: string, label: string, style: Button['style']): Button => ({
        id: buttons.sign({ verb, id }, personId),
        label,
        style,
      });
      const row = [button('notekeep', 'Keep notes', 'primary'), button('noteleave', 'No', 'plain')];
      return { message: { text, buttons: [row] }, why: { sources: [message.key] } };
    },
  };
}
