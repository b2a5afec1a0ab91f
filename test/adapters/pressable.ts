import type { KnownBlock } from '@slack/types';
import type { MessageEntity } from 'grammy/types';
import type { StyledText } from '../../adapters/markdown/styled.ts';

/** Somewhere that a finger or a platform's own fetching can go to. */
const AUTO_LINKED = [
  /[a-z][a-z0-9+.-]*:\/\/[^\s]*/giu,
  /(?:[\p{L}\p{N}_-]+\.)+\p{L}{2,}(?:[/?#:][^\s]*)?/gu,
  /(?<![\p{L}\p{N}_@])@[\p{L}\p{N}_]{2,}/gu,
  /<[@!#][^>\s]*>/gu,
  /\/\w+@\w+.*/gu,
];
const HIDDEN = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;

/** What a client makes links of by itself in text of this kind. */
export function autoLinked(text: string): string[] {
  const seen = text.replaceAll(HIDDEN, '');
  return AUTO_LINKED.flatMap((kind) => [...seen.matchAll(kind)].map(([link]) => link));
}

/** As a Telegram client: the addresses of link entities, and what it finds outside of code. */
export function pressableOnTelegram(text: string, entities: readonly MessageEntity[]): string[] {
  const letters = text.split('');
  for (const { type, offset, length } of entities)
    if (type === 'code' || type === 'pre') letters.fill(' ', offset, offset + length);
  return [...entities.flatMap((entity) => (entity.type === 'text_link' ? [entity.url] : [])), ...autoLinked(letters.join(''))];
}

/** As a Slack client: link elements, elements that stand for something else, and what it might find in text outside of code. */
export function pressableOnSlack(blocks: readonly KnownBlock[]): string[] {
  return blocks
    .flatMap((block) => (block.type === 'rich_text' ? block.elements : []))
    .flatMap((frame) => (frame.type === 'rich_text_section' || frame.type === 'rich_text_quote' ? frame.elements : []))
    .flatMap((element) => {
      if (element.type === 'link') return [element.url];
      if (element.type === 'date') return element.url ?? [];
      if (element.type !== 'text') return [element.type];
      return element.style?.code ? [] : autoLinked(element.text);
    });
}

/** The same for the styled text that every chat adapter begins with. */
export function pressableIn(styled: StyledText): string[] {
  const loose = styled
    .map(({ text, marks }) => (marks.code || marks.pre !== undefined ? ' '.repeat(text.length) : text))
    .join('');
  return [...styled.flatMap(({ marks }) => marks.link ?? []), ...autoLinked(loose)];
}
