import { taskListContract } from '../contracts/task-list.ts';
import { createFakeTaskList } from './task-list.ts';

taskListContract('a fake list', async () => ({ ...createFakeTaskList(), close: async () => undefined }));
