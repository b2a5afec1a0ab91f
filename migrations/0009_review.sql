ALTER TABLE "briefs" DROP CONSTRAINT "briefs_person_id_day_pk";--> statement-breakpoint
ALTER TABLE "briefs" ADD COLUMN "kind" text DEFAULT 'brief' NOT NULL;--> statement-breakpoint
ALTER TABLE "briefs" ADD CONSTRAINT "briefs_person_id_kind_day_pk" PRIMARY KEY("person_id","kind","day");
