import { quoted } from '../../../mail/quoted.ts';
import type { CardLine } from '../../kind.ts';

/** In which order the hours of a day are taken, and why. */
export function orderField(reasons: readonly string[]): CardLine {
  const lines = reasons.map(quoted);
  return { label: 'Hours you prefer', value: lines.length === 0 ? 'as you have set them' : lines.join('\n') };
}
