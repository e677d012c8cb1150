import { RunRoom } from '../../../core/table/value-runs.ts';
import { readChunk, type ChunkReply, type ChunkTask } from './read-chunk.ts';
import { ReaderRoom } from './reader-room.ts';
import { typeColumnTask, type ColumnReply, type ColumnTask } from './type-column-task.ts';

export type ImportTask = ChunkTask | ColumnTask;
export type ReplyTo<Task extends ImportTask> = Task extends ChunkTask ? ChunkReply : ColumnReply;

/** What performs one task after another, in memory that it keeps. */
export function createPerformer(): (task: ImportTask) => ChunkReply | ColumnReply {
  const room = new ReaderRoom();
  const runRoom = new RunRoom();
  return (task) => (task.kind === 'chunk' ? readChunk(task, room) : typeColumnTask(task, runRoom));
}

/** Memory of a reply that can be handed over without a copy. */
export function transferable(reply: ChunkReply | ColumnReply): ArrayBuffer[] {
  if (!('column' in reply) || reply.column === null) return [];
  const { hashed, encoded } = reply.column;
  const views = [hashed.bytes, ...(encoded?.chunks.map(({ bytes }) => bytes) ?? [])];
  return views.map(({ buffer }) => buffer).filter((buffer) => buffer instanceof ArrayBuffer);
}
