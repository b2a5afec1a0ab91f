import { z } from 'zod';
import { AppError } from '../ground/errors.ts';
import type { JsonSchema } from '../ports/model.ts';

/** Members that the schema does not know are refused before anything is read: so the mistake is named. */
export function inputReader<I>(schema: z.ZodType<I>, name: string): (input: unknown) => I {
  const strict = schema instanceof z.ZodObject ? schema.strict() : schema;
  return (input) => {
    const flaw = strict.safeParse(input).error;
    const parsed = schema.safeParse(input);
    if (parsed.success && !flaw) return parsed.data;
    const problems = (flaw ?? parsed.error)?.issues.map(({ path, message }) => `${path.join('.') || 'arguments'}: ${message}`);
    throw new AppError('invalid', `${name} cannot use these arguments. ${problems?.join('; ')}`);
  };
}

/** The JSON Schema without what costs tokens and tells a model nothing. */
export function toParameters(schema: z.ZodType): JsonSchema {
  const { $schema: _, additionalProperties: __, ...parameters } = z.toJSONSchema(schema, { io: 'input' });
  return parameters;
}
