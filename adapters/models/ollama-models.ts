import { z } from 'zod';

/** What `/api/tags` says of the installed models. */
export const ollamaTags = z.object({
  models: z.array(
    z.object({
      name: z.string(),
      size: z.number().default(0),
      remote_host: z.string().nullish(),
      details: z.object({ family: z.string().nullish(), families: z.array(z.string()).nullish() }).nullish(),
    }),
  ),
});

type Installed = z.infer<typeof ollamaTags>['models'][number];

/** Models that Ollama only passes on to a server of its own (`gpt-oss:120b-cloud`): prompts to them leave the machine. */
export function isCloudModel(name: string): boolean {
  return /[:-]cloud$/.test(name);
}

/** The largest one on disk that talks and runs here. */
export function largestChatModel(models: readonly Installed[]): string | undefined {
  const [largest] = models.filter(isLocalChatModel).toSorted((a, b) => b.size - a.size);
  return largest?.name;
}

function isLocalChatModel({ name, remote_host, details }: Installed): boolean {
  if (remote_host || isCloudModel(name)) return false;
  const families = [details?.family ?? '', ...(details?.families ?? [])];
  return !/embed|rerank/i.test(name) && !families.some((family) => family.endsWith('bert'));
}
