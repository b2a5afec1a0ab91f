import { extname } from 'node:path';

const MIME: Readonly<Record<string, string>> = {
  '.txt': 'text/plain',
  '.md': 'text/markdown',
  '.csv': 'text/csv',
  '.tsv': 'text/tab-separated-values',
  '.html': 'text/html',
  '.htm': 'text/html',
  '.ics': 'text/calendar',
  '.vcf': 'text/vcard',
  '.json': 'application/json',
  '.xml': 'application/xml',
  '.yaml': 'application/yaml',
  '.yml': 'application/yaml',
  '.pdf': 'application/pdf',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.gif': 'image/gif',
  '.webp': 'image/webp',
  '.docx': 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  '.xlsx': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  '.pptx': 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  '.odt': 'application/vnd.oasis.opendocument.text',
  '.ods': 'application/vnd.oasis.opendocument.spreadsheet',
  '.odp': 'application/vnd.oasis.opendocument.presentation',
  '.eml': 'message/rfc822',
  '.zip': 'application/zip',
};

/** By the name alone; `application/octet-stream` for what it does not tell. */
export function mimeOf(path: string): string {
  return MIME[extname(path).toLowerCase()] ?? 'application/octet-stream';
}

/** What a double click, a shell or an office program would run on Linux, macOS or Windows. */
const RUNS = new Set(
  [
    'sh bash zsh fish csh ksh run out bin elf so dylib dll exe com bat cmd msi msix scr pif cpl lnk url scf reg inf hta jar jnlp',
    'ps1 psm1 psd1 vbs vbe js jse mjs cjs wsf wsh ws py pyw pyc rb pl php lua tcl awk r ts mts cts',
    'desktop service timer socket app command tool workflow action scpt scptd applescript terminal webloc fileloc inetloc pkg dmg mpkg',
    'appimage deb rpm apk ipa snap flatpakref docm dotm xlsm xltm xlam pptm potm ppam sldm',
  ].flatMap((names) => names.split(' ')),
);
/** Names that a program reads as orders. */
const ORDERS =
  /^(makefile|gnumakefile|dockerfile|containerfile|vagrantfile|rakefile|justfile|jenkinsfile|procfile|crontab|autorun\.inf)$/i;

/** True for a name that is never written: whatever carries it may be run by somebody later. Blanks and dots at its end count for nothing. */
export function isRunnable(name: string): boolean {
  const bare = name.replace(/[. ]+$/, '');
  return ORDERS.test(bare) || RUNS.has(extname(bare).slice(1).toLowerCase());
}
