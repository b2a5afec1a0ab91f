import { PRIORITY_CAP, scoreOf, type View, type Weighed } from './priority.ts';

/** Each addend of a task's score in a line of its own, for `/why task 12`. */
export function explain(task: Weighed, view: View): string {
  const score = scoreOf(task, view);
  const sum = score.urgency + score.importance + score.goal + score.habit;
  return [
    `Task ${task.number} has a score of ${score.total}:`,
    `- ${urgencyText(score.urgency)}: ${score.urgency}`,
    `- importance ${score.importance / 10} x 10: ${score.importance}`,
    `- ${score.goal > 0 ? `serves your goal "${task.goal}"` : 'serves no stated goal'}: ${score.goal}`,
    `- ${score.habit > 0 ? 'a kind you usually do first' : 'no habit known'}: ${score.habit}`,
    ...(sum > PRIORITY_CAP ? [`- together ${sum}, capped at ${PRIORITY_CAP}`] : []),
    ...score.values.map(({ name, weight, word }) => `- serves what you value, "${name}", by the word "${word}": ${weight}`),
  ].join('\n');
}

function urgencyText(urgency: number): string {
  switch (urgency) {
    case 50:
      return 'overdue or due within 1 day';
    case 30:
      return 'due within 3 days';
    case 10:
      return 'due within 7 days';
    default:
      return 'not due within 7 days';
  }
}
