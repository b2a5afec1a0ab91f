CREATE TABLE "postings" (
	"person_id" uuid NOT NULL,
	"word" text NOT NULL,
	"segment" integer NOT NULL,
	"packed" "bytea" NOT NULL,
	CONSTRAINT "postings_person_id_word_segment_pk" PRIMARY KEY("person_id","word","segment")
);
--> statement-breakpoint
ALTER TABLE "postings" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "segments" (
	"person_id" uuid NOT NULL,
	"segment" integer NOT NULL,
	"size" integer NOT NULL,
	"words" integer NOT NULL,
	CONSTRAINT "segments_person_id_segment_pk" PRIMARY KEY("person_id","segment")
);
--> statement-breakpoint
ALTER TABLE "segments" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "episodes" ADD COLUMN "segment" integer;--> statement-breakpoint
ALTER TABLE "episodes" ADD COLUMN "place" smallint;--> statement-breakpoint
ALTER TABLE "facts" ADD COLUMN "segment" integer;--> statement-breakpoint
ALTER TABLE "facts" ADD COLUMN "place" smallint;--> statement-breakpoint
ALTER TABLE "postings" ADD CONSTRAINT "postings_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "segments" ADD CONSTRAINT "segments_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "episodes_packed" ON "episodes" USING btree ("person_id","segment","place");--> statement-breakpoint
CREATE INDEX "facts_packed" ON "facts" USING btree ("person_id","segment","place");--> statement-breakpoint
CREATE POLICY "postings_own_rows" ON "postings" AS PERMISSIVE FOR ALL TO "adjutant_app" USING (person_id = nullif(current_setting('app.person_id', true), '')::uuid) WITH CHECK (person_id = nullif(current_setting('app.person_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "segments_own_rows" ON "segments" AS PERMISSIVE FOR ALL TO "adjutant_app" USING (person_id = nullif(current_setting('app.person_id', true), '')::uuid) WITH CHECK (person_id = nullif(current_setting('app.person_id', true), '')::uuid);