/** What the person wrote, out of the last message to the model: without the moment and the memory that stand before it. */
export function ownWords(said: string): string {
  return said.replace(/^[\s\S]*<\/memory>/, '').replace(/^<now>.*$/m, '');
}
