CREATE TABLE "claims" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"seq" bigint GENERATED ALWAYS AS IDENTITY (sequence name "claims_seq_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"person_id" uuid NOT NULL,
	"slot" text NOT NULL,
	"subject" text NOT NULL,
	"attribute" text NOT NULL,
	"value" text NOT NULL,
	"how" text NOT NULL,
	"since" date,
	"until" date,
	"reason" text,
	"quote" text NOT NULL,
	"trust" text NOT NULL,
	"class" text DEFAULT 'long' NOT NULL,
	"source" text NOT NULL,
	"recorded_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone,
	"forgotten_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "claims" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "slots" (
	"id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"slot" text NOT NULL,
	"subject" text NOT NULL,
	"attribute" text NOT NULL,
	"value" text NOT NULL,
	"valid_from" timestamp with time zone NOT NULL,
	"valid_to" timestamp with time zone,
	"recorded_at" timestamp with time zone NOT NULL,
	"retracted_at" timestamp with time zone,
	"sources" text[] NOT NULL,
	"trust" text NOT NULL,
	"class" text DEFAULT 'long' NOT NULL,
	"reason" text,
	"quote" text NOT NULL,
	"expires_at" timestamp with time zone,
	"words" "tsvector" GENERATED ALWAYS AS (to_tsvector('english', subject || ' ' || attribute || ' ' || value)) STORED NOT NULL,
	CONSTRAINT "slots_id_valid_from_pk" PRIMARY KEY("id","valid_from")
);
--> statement-breakpoint
ALTER TABLE "slots" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "claims" ADD CONSTRAINT "claims_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "slots" ADD CONSTRAINT "slots_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "claims_of_slot" ON "claims" USING btree ("person_id","slot","seq");--> statement-breakpoint
CREATE INDEX "claims_of_source" ON "claims" USING btree ("person_id","source");--> statement-breakpoint
CREATE UNIQUE INDEX "claims_once" ON "claims" USING btree ("person_id","source","slot","value","how");--> statement-breakpoint
CREATE INDEX "slots_of_person" ON "slots" USING btree ("person_id","slot","valid_from");--> statement-breakpoint
CREATE POLICY "claims_own_rows" ON "claims" AS PERMISSIVE FOR ALL TO "adjutant_app" USING (person_id = nullif(current_setting('app.person_id', true), '')::uuid) WITH CHECK (person_id = nullif(current_setting('app.person_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "slots_own_rows" ON "slots" AS PERMISSIVE FOR ALL TO "adjutant_app" USING (person_id = nullif(current_setting('app.person_id', true), '')::uuid) WITH CHECK (person_id = nullif(current_setting('app.person_id', true), '')::uuid);--> statement-breakpoint
-- On two ranges (the slot by its hash, and the time), so that no extension is needed beside pgvector.
ALTER TABLE "slots" ADD CONSTRAINT "slots_one_at_a_time" EXCLUDE USING gist (
	int8range(hashtextextended(person_id::text || '/' || slot, 0), hashtextextended(person_id::text || '/' || slot, 0), '[]') WITH &&,
	tstzrange(valid_from, valid_to) WITH &&
) WHERE (retracted_at IS NULL);
