/** `The user lives in Porto` is `I live in Porto`: so a model speaks of the person. */
export function inTheirWords(text: string): string {
  return text
    .replaceAll(/\b(?:the )?(?:user|person|owner)['’]s\b/gi, 'my')
    .replaceAll(/\b(?:the )?(?:user|person|owner) (?:is|are)\b/gi, 'I am')
    .replaceAll(/\b(?:the )?(?:user|person|owner) has\b/gi, 'I have')
    .replaceAll(/\b(?:the )?(?:user|person|owner)\b/gi, 'I');
}
