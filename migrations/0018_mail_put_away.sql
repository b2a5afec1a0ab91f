ALTER TABLE "arrived_mails" ADD COLUMN "is_sure" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "arrived_mails" ADD COLUMN "put_away_at" timestamp with time zone;