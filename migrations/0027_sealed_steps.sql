ALTER TABLE "workflow_steps" ALTER COLUMN "text" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "workflow_steps" ADD COLUMN "sealed" "bytea";--> statement-breakpoint
-- What steps found is of use to their run alone; those of a run that is under way are read as they lie here until it is over.
UPDATE "workflow_steps" SET "text" = NULL WHERE "run_id" IN (SELECT "id" FROM "workflow_runs" WHERE "state" NOT IN ('running', 'waiting'));--> statement-breakpoint
-- So is what a look into files, calendars and address books found.
UPDATE "actions" SET "outcome" = NULL WHERE "kind" IN ('file_search', 'file_read', 'calendar_list', 'calendar_free', 'contact_find') AND "state" = 'done'
  AND NOT EXISTS (SELECT FROM "turns" WHERE "turns"."id" = "actions"."turn_id" AND "turns"."state" = 'running');
