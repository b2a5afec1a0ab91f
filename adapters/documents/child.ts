import { z } from 'zod';
import { serve } from '../isolated/serve.ts';
import { readDocument } from './read-document.ts';
import { damaged } from './refused.ts';

const request = z.object({ name: z.string(), mime: z.string(), bytes: z.instanceof(Uint8Array) });

serve(async (message) => readDocument(request.parse(message)), damaged);
