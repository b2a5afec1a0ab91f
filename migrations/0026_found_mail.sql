ALTER TABLE "actions" ADD COLUMN "sealed" "bytea";--> statement-breakpoint
-- What looks into mail found before lay here in clear, and is of use to a running turn alone.
UPDATE "actions" SET "outcome" = NULL WHERE "kind" IN ('mail_search', 'mail_read') AND "state" = 'done'
  AND NOT EXISTS (SELECT FROM "turns" WHERE "turns"."id" = "actions"."turn_id" AND "turns"."state" = 'running');
