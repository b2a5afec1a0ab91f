ALTER TABLE "turns" ADD COLUMN "session_until" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "claims" ADD COLUMN "kept_because" text DEFAULT 'stated' NOT NULL;--> statement-breakpoint
ALTER TABLE "episodes" ADD COLUMN "class" text DEFAULT 'long' NOT NULL;--> statement-breakpoint
ALTER TABLE "episodes" ADD COLUMN "kept_because" text DEFAULT 'said' NOT NULL;--> statement-breakpoint
ALTER TABLE "episodes" ADD COLUMN "expires_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "facts" ADD COLUMN "class" text DEFAULT 'long' NOT NULL;--> statement-breakpoint
ALTER TABLE "facts" ADD COLUMN "kept_because" text DEFAULT 'asked' NOT NULL;--> statement-breakpoint
ALTER TABLE "facts" ADD COLUMN "expires_at" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "turns_of_session" ON "turns" USING btree ("person_id","session_until") WHERE session_until is not null;--> statement-breakpoint
CREATE INDEX "claims_expiring" ON "claims" USING btree ("expires_at") WHERE expires_at is not null;--> statement-breakpoint
CREATE INDEX "episodes_expiring" ON "episodes" USING btree ("expires_at") WHERE expires_at is not null;--> statement-breakpoint
CREATE INDEX "facts_expiring" ON "facts" USING btree ("expires_at") WHERE expires_at is not null;