CREATE TABLE "task_links" (
	"person_id" uuid NOT NULL,
	"task_id" uuid NOT NULL,
	"list" text NOT NULL,
	"remote_id" text,
	"print" text NOT NULL,
	CONSTRAINT "task_links_person_id_list_task_id_pk" PRIMARY KEY("person_id","list","task_id")
);
--> statement-breakpoint
ALTER TABLE "task_links" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "tasks" ADD COLUMN "changed_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "task_links" ADD CONSTRAINT "task_links_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "task_links" ADD CONSTRAINT "task_links_task_id_tasks_id_fk" FOREIGN KEY ("task_id") REFERENCES "public"."tasks"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "task_links_remote" ON "task_links" USING btree ("person_id","list","remote_id");--> statement-breakpoint
CREATE POLICY "task_links_own_rows" ON "task_links" AS PERMISSIVE FOR ALL TO "adjutant_app" USING (person_id = nullif(current_setting('app.person_id', true), '')::uuid) WITH CHECK (person_id = nullif(current_setting('app.person_id', true), '')::uuid);