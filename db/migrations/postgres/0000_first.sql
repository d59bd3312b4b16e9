CREATE TABLE "address" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"person_id" text collate "C" NOT NULL,
	"channel" text collate "C" NOT NULL,
	"address" text collate "C" NOT NULL,
	"state" text collate "C" NOT NULL,
	"created_at" bigint NOT NULL,
	"wrote_at" bigint,
	"session_at" bigint,
	"proven_at" bigint,
	"list_source" text collate "C",
	"list_ground" text collate "C"
);
--> statement-breakpoint
CREATE TABLE "alarm" (
	"key" text collate "C" PRIMARY KEY NOT NULL,
	"text" text collate "C" NOT NULL,
	"raised_at" bigint NOT NULL,
	"cleared_at" bigint,
	"mailed_at" bigint
);
--> statement-breakpoint
CREATE TABLE "attempt" (
	"delivery_id" text collate "C" NOT NULL,
	"at" bigint NOT NULL,
	"outcome" text collate "C" NOT NULL,
	"code" text collate "C"
);
--> statement-breakpoint
CREATE TABLE "audit" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"at" bigint NOT NULL,
	"actor" text collate "C" NOT NULL,
	"act" text collate "C" NOT NULL,
	"object" text collate "C" NOT NULL,
	"detail" json,
	"about" text collate "C",
	"folded" text collate "C"
);
--> statement-breakpoint
CREATE TABLE "broadcast" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"key" text collate "C" NOT NULL,
	"plan_id" text collate "C",
	"line" text collate "C",
	"kind" text collate "C" NOT NULL,
	"nature" text collate "C" NOT NULL,
	"contest" text collate "C",
	"stage" text collate "C",
	"priority" integer NOT NULL,
	"at" bigint NOT NULL,
	"last_useful_at" bigint NOT NULL,
	"audience" json NOT NULL,
	"channels" json NOT NULL,
	"body" json NOT NULL,
	"content_hash" text collate "C" NOT NULL,
	"state" text collate "C" NOT NULL,
	"reason" text collate "C",
	"created_at" bigint NOT NULL,
	"created_by" text collate "C",
	"edited_by" text collate "C",
	"approved_by" text collate "C",
	"approved_at" bigint,
	"approved_hash" text collate "C",
	"cursor" text collate "C",
	"done_at" bigint,
	"payment" text collate "C",
	"amends" text collate "C"
);
--> statement-breakpoint
CREATE TABLE "broadcast_sum" (
	"broadcast_id" text collate "C" NOT NULL,
	"channel" text collate "C" NOT NULL,
	"state" text collate "C" NOT NULL,
	"n" integer NOT NULL,
	CONSTRAINT "broadcast_sum_broadcast_id_channel_state_pk" PRIMARY KEY("broadcast_id","channel","state")
);
--> statement-breakpoint
CREATE TABLE "click" (
	"broadcast_id" text collate "C" NOT NULL,
	"link" integer NOT NULL,
	"visitor" text collate "C" NOT NULL,
	"human" boolean NOT NULL,
	"at" bigint NOT NULL,
	CONSTRAINT "click_broadcast_id_link_visitor_pk" PRIMARY KEY("broadcast_id","link","visitor")
);
--> statement-breakpoint
CREATE TABLE "consent" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"person_id" text collate "C" NOT NULL,
	"purpose" text collate "C" NOT NULL,
	"contest" text collate "C" NOT NULL,
	"granted" boolean NOT NULL,
	"at" bigint NOT NULL,
	"channel" text collate "C" NOT NULL,
	"wording" text collate "C" NOT NULL,
	"ground" text collate "C" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "conversation" (
	"address_id" text collate "C" PRIMARY KEY NOT NULL,
	"state" json NOT NULL,
	"updated_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "counted" (
	"person_id" text collate "C" PRIMARY KEY NOT NULL,
	"cells" json NOT NULL
);
--> statement-breakpoint
CREATE TABLE "delivery" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"broadcast_id" text collate "C",
	"person_id" text collate "C" NOT NULL,
	"address_id" text collate "C",
	"channel" text collate "C" NOT NULL,
	"priority" integer NOT NULL,
	"state" text collate "C" NOT NULL,
	"due_at" bigint NOT NULL,
	"expires_at" bigint NOT NULL,
	"attempts" integer NOT NULL,
	"body" json,
	"reason" text collate "C",
	"provider_id" text collate "C",
	"price_eur" double precision NOT NULL,
	"created_at" bigint NOT NULL,
	"settled_at" bigint,
	"amends" text collate "C",
	"also" json,
	"decided_by" text collate "C"
);
--> statement-breakpoint
CREATE TABLE "draft" (
	"person_id" text collate "C" PRIMARY KEY NOT NULL,
	"body" json NOT NULL,
	"code" text collate "C",
	"created_at" bigint NOT NULL,
	"updated_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "event" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"title" text collate "C" NOT NULL,
	"starts_at" bigint NOT NULL,
	"place" text collate "C" NOT NULL,
	"link" text collate "C",
	"contest" text collate "C" NOT NULL,
	"stage" text collate "C" NOT NULL,
	"plan_id" text collate "C",
	"line" text collate "C",
	"created_at" bigint NOT NULL,
	"created_by" text collate "C" NOT NULL,
	"ends_at" bigint,
	"about" text collate "C",
	"capacity" integer,
	"recording_url" text collate "C",
	"cancelled_at" bigint,
	"changed_at" bigint,
	"recorded_at" bigint
);
--> statement-breakpoint
CREATE TABLE "evidence" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"plan_id" text collate "C" NOT NULL,
	"line" text collate "C" NOT NULL,
	"task_id" text collate "C",
	"kind" text collate "C" NOT NULL,
	"text" text collate "C" NOT NULL,
	"kopecks" integer,
	"on" text collate "C" NOT NULL,
	"at" bigint NOT NULL,
	"by" text collate "C" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "follow" (
	"person_id" text collate "C" NOT NULL,
	"project_uid" text collate "C" NOT NULL,
	"at" bigint NOT NULL,
	CONSTRAINT "follow_person_id_project_uid_pk" PRIMARY KEY("person_id","project_uid")
);
--> statement-breakpoint
CREATE TABLE "gap" (
	"rule" text collate "C" PRIMARY KEY NOT NULL,
	"times" integer NOT NULL,
	"last_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "happening" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"event" text collate "C" NOT NULL,
	"title" text collate "C" NOT NULL,
	"on" text collate "C" NOT NULL,
	"at" bigint NOT NULL,
	"by" text collate "C" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "helped" (
	"answer" text collate "C" NOT NULL,
	"on" text collate "C" NOT NULL,
	"shown" integer NOT NULL,
	"yes" integer NOT NULL,
	"no" integer NOT NULL,
	CONSTRAINT "helped_answer_on_pk" PRIMARY KEY("answer","on")
);
--> statement-breakpoint
CREATE TABLE "holiday" (
	"date" text collate "C" PRIMARY KEY NOT NULL,
	"title" text collate "C" NOT NULL,
	"working" boolean NOT NULL
);
--> statement-breakpoint
CREATE TABLE "inbox" (
	"channel" text collate "C" NOT NULL,
	"event_id" text collate "C" NOT NULL,
	"at" bigint NOT NULL,
	"welcome" json,
	CONSTRAINT "inbox_channel_event_id_pk" PRIMARY KEY("channel","event_id")
);
--> statement-breakpoint
CREATE TABLE "kept_sum" (
	"family" text collate "C" NOT NULL,
	"key" text collate "C" NOT NULL,
	"on" text collate "C" NOT NULL,
	"n" integer NOT NULL,
	CONSTRAINT "kept_sum_family_on_key_pk" PRIMARY KEY("family","on","key")
);
--> statement-breakpoint
CREATE TABLE "leaving" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"broadcast_id" text collate "C",
	"kind" text collate "C" NOT NULL,
	"reason" text collate "C",
	"at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "link_code" (
	"code_hash" text collate "C" PRIMARY KEY NOT NULL,
	"person_id" text collate "C" NOT NULL,
	"expires_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "link_try" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"address_id" text collate "C" NOT NULL,
	"at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "mail_pace" (
	"domain" text collate "C" NOT NULL,
	"hour" bigint NOT NULL,
	"letters" integer NOT NULL,
	CONSTRAINT "mail_pace_domain_hour_pk" PRIMARY KEY("domain","hour")
);
--> statement-breakpoint
CREATE TABLE "mail_return" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"delivery_id" text collate "C" NOT NULL,
	"broadcast_id" text collate "C",
	"kind" text collate "C" NOT NULL,
	"code" text collate "C",
	"at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "meta" (
	"key" text collate "C" PRIMARY KEY NOT NULL,
	"value" json NOT NULL
);
--> statement-breakpoint
CREATE TABLE "mute" (
	"person_id" text collate "C" NOT NULL,
	"topic" text collate "C" NOT NULL,
	"at" bigint NOT NULL,
	CONSTRAINT "mute_person_id_topic_pk" PRIMARY KEY("person_id","topic")
);
--> statement-breakpoint
CREATE TABLE "opt_in" (
	"token_hash" text collate "C" PRIMARY KEY NOT NULL,
	"address" text collate "C" NOT NULL,
	"person_id" text collate "C",
	"contest" text collate "C",
	"role" text collate "C",
	"wording" text collate "C" NOT NULL,
	"created_at" bigint NOT NULL,
	"expires_at" bigint NOT NULL,
	"confirmed_at" bigint
);
--> statement-breakpoint
CREATE TABLE "person" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"created_at" bigint NOT NULL,
	"contest" text collate "C",
	"role" text collate "C",
	"source" text collate "C",
	"prefers" text collate "C",
	"pace" text collate "C"
);
--> statement-breakpoint
CREATE TABLE "plan" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"title" text collate "C" NOT NULL,
	"status" text collate "C" NOT NULL,
	"head" json NOT NULL,
	"file_name" text collate "C" NOT NULL,
	"imported_at" bigint NOT NULL,
	"dropped_at" bigint
);
--> statement-breakpoint
CREATE TABLE "plan_line" (
	"plan_id" text collate "C" NOT NULL,
	"key" text collate "C" NOT NULL,
	"position" integer NOT NULL,
	"body" json NOT NULL,
	"settings" json NOT NULL,
	"confirmed_at" bigint,
	"confirmed_by" text collate "C",
	"dropped" text collate "C",
	"original" json,
	"change" text collate "C",
	"reason" text collate "C",
	CONSTRAINT "plan_line_plan_id_key_pk" PRIMARY KEY("plan_id","key")
);
--> statement-breakpoint
CREATE TABLE "poll" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"question" text collate "C" NOT NULL,
	"options" json NOT NULL,
	"contest" text collate "C",
	"opens_at" bigint NOT NULL,
	"closes_at" bigint NOT NULL,
	"created_at" bigint NOT NULL,
	"created_by" text collate "C" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "project" (
	"uid" text collate "C" PRIMARY KEY NOT NULL,
	"contest" text collate "C" NOT NULL,
	"cycle" text collate "C" NOT NULL,
	"number" text collate "C",
	"title" text collate "C" NOT NULL,
	"description" text collate "C" NOT NULL,
	"category" text collate "C",
	"size" text collate "C",
	"place" text collate "C",
	"url" text collate "C",
	"state" text collate "C" NOT NULL,
	"votes" integer,
	"decision_on" text collate "C",
	"decision_url" text collate "C",
	"budget_plan" integer,
	"budget_fact" integer,
	"responsible" text collate "C",
	"changed_at" bigint NOT NULL,
	"removed_at" bigint
);
--> statement-breakpoint
CREATE TABLE "project_news" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"key" text collate "C" NOT NULL,
	"project_uid" text collate "C" NOT NULL,
	"kind" text collate "C" NOT NULL,
	"text" text collate "C",
	"at" bigint NOT NULL,
	"by" text collate "C" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "question" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"person_id" text collate "C" NOT NULL,
	"address_id" text collate "C" NOT NULL,
	"text" text collate "C" NOT NULL,
	"asked_at" bigint NOT NULL,
	"answered_at" bigint,
	"answered_by" text collate "C",
	"answer" text collate "C",
	"context" json,
	"wording" text collate "C",
	"promised_at" bigint,
	"mailed_at" bigint,
	"escalated_at" bigint,
	"cancelled_at" bigint
);
--> statement-breakpoint
CREATE TABLE "recovery" (
	"code_hash" text collate "C" PRIMARY KEY NOT NULL,
	"staff_id" text collate "C" NOT NULL,
	"used_at" bigint
);
--> statement-breakpoint
CREATE TABLE "revision" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"kind" text collate "C" NOT NULL,
	"key" text collate "C" NOT NULL,
	"body" json,
	"at" bigint NOT NULL,
	"by" text collate "C" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "seat" (
	"event_id" text collate "C" NOT NULL,
	"person_id" text collate "C" NOT NULL,
	"state" text collate "C" NOT NULL,
	"at" bigint NOT NULL,
	CONSTRAINT "seat_event_id_person_id_pk" PRIMARY KEY("event_id","person_id")
);
--> statement-breakpoint
CREATE TABLE "session" (
	"token_hash" text collate "C" PRIMARY KEY NOT NULL,
	"staff_id" text collate "C" NOT NULL,
	"csrf" text collate "C" NOT NULL,
	"created_at" bigint NOT NULL,
	"expires_at" bigint NOT NULL,
	"seen_at" bigint,
	"browser" text collate "C",
	"way" text collate "C"
);
--> statement-breakpoint
CREATE TABLE "sign_in" (
	"token_hash" text collate "C" PRIMARY KEY NOT NULL,
	"staff_id" text collate "C" NOT NULL,
	"expires_at" bigint NOT NULL,
	"used_at" bigint
);
--> statement-breakpoint
CREATE TABLE "sign_in_try" (
	"key" text collate "C" PRIMARY KEY NOT NULL,
	"count" integer NOT NULL,
	"last_at" bigint NOT NULL,
	"until" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "source" (
	"name" text collate "C" PRIMARY KEY NOT NULL,
	"target" json,
	"created_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "staff" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"email" text collate "C" NOT NULL,
	"role" text collate "C" NOT NULL,
	"created_at" bigint NOT NULL,
	"disabled_at" bigint,
	"password_hash" text collate "C",
	"totp_secret" text collate "C",
	"totp_step" integer
);
--> statement-breakpoint
CREATE TABLE "stage_date" (
	"contest" text collate "C" NOT NULL,
	"stage" text collate "C" NOT NULL,
	"opens" bigint NOT NULL,
	"closes" bigint NOT NULL,
	"changed_at" bigint NOT NULL,
	"changed_by" text collate "C" NOT NULL,
	CONSTRAINT "stage_date_contest_stage_pk" PRIMARY KEY("contest","stage")
);
--> statement-breakpoint
CREATE TABLE "standing" (
	"person_id" text collate "C" NOT NULL,
	"purpose" text collate "C" NOT NULL,
	"contest" text collate "C" NOT NULL,
	"granted" boolean NOT NULL,
	"at" bigint NOT NULL,
	CONSTRAINT "standing_person_id_purpose_contest_pk" PRIMARY KEY("person_id","purpose","contest")
);
--> statement-breakpoint
CREATE TABLE "suppression" (
	"hash" text collate "C" PRIMARY KEY NOT NULL,
	"at" bigint NOT NULL,
	"reason" text collate "C" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "tally" (
	"subject" text collate "C" NOT NULL,
	"option" integer NOT NULL,
	"n" integer NOT NULL,
	CONSTRAINT "tally_subject_option_pk" PRIMARY KEY("subject","option")
);
--> statement-breakpoint
CREATE TABLE "task" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"key" text collate "C" NOT NULL,
	"plan_id" text collate "C" NOT NULL,
	"line" text collate "C" NOT NULL,
	"title" text collate "C" NOT NULL,
	"unit" text collate "C" NOT NULL,
	"starts_on" text collate "C" NOT NULL,
	"due_on" text collate "C" NOT NULL,
	"state" text collate "C" NOT NULL,
	"reminded_at" bigint,
	"escalated_at" bigint,
	"done_at" bigint,
	"done_by" text collate "C",
	"created_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "turnout" (
	"subject" text collate "C" NOT NULL,
	"who" text collate "C" NOT NULL,
	CONSTRAINT "turnout_subject_who_pk" PRIMARY KEY("subject","who")
);
--> statement-breakpoint
CREATE TABLE "unanswered" (
	"key" text collate "C" PRIMARY KEY NOT NULL,
	"text" text collate "C" NOT NULL,
	"stage" text collate "C",
	"contest" text collate "C",
	"times" integer NOT NULL,
	"last_at" bigint NOT NULL,
	"closed_at" bigint
);
--> statement-breakpoint
CREATE TABLE "uncounted" (
	"kind" text collate "C" NOT NULL,
	"id" text collate "C" NOT NULL,
	CONSTRAINT "uncounted_kind_id_pk" PRIMARY KEY("kind","id")
);
--> statement-breakpoint
CREATE TABLE "visit" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"source" text collate "C" NOT NULL,
	"channel" text collate "C" NOT NULL,
	"at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "voted" (
	"person_id" text collate "C" NOT NULL,
	"contest" text collate "C" NOT NULL,
	"cycle" text collate "C" NOT NULL,
	CONSTRAINT "voted_person_id_contest_cycle_pk" PRIMARY KEY("person_id","contest","cycle")
);
--> statement-breakpoint
CREATE UNIQUE INDEX "address_channel_address" ON "address" USING btree ("channel","address");--> statement-breakpoint
CREATE INDEX "address_person" ON "address" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "attempt_delivery" ON "attempt" USING btree ("delivery_id");--> statement-breakpoint
CREATE INDEX "audit_at" ON "audit" USING btree ("at");--> statement-breakpoint
CREATE INDEX "audit_actor" ON "audit" USING btree ("actor","at");--> statement-breakpoint
CREATE INDEX "audit_object" ON "audit" USING btree ("object","at");--> statement-breakpoint
CREATE UNIQUE INDEX "broadcast_key" ON "broadcast" USING btree ("key");--> statement-breakpoint
CREATE INDEX "broadcast_state_at" ON "broadcast" USING btree ("state","at");--> statement-breakpoint
CREATE INDEX "consent_person" ON "consent" USING btree ("person_id");--> statement-breakpoint
CREATE UNIQUE INDEX "delivery_broadcast_person" ON "delivery" USING btree ("broadcast_id","person_id");--> statement-breakpoint
CREATE INDEX "delivery_counts" ON "delivery" USING btree ("broadcast_id","state","channel","due_at");--> statement-breakpoint
CREATE INDEX "delivery_person" ON "delivery" USING btree ("person_id","created_at");--> statement-breakpoint
CREATE INDEX "delivery_paid" ON "delivery" USING btree ("channel","settled_at") WHERE price_eur > 0;--> statement-breakpoint
CREATE UNIQUE INDEX "draft_code" ON "draft" USING btree ("code");--> statement-breakpoint
CREATE INDEX "evidence_line" ON "evidence" USING btree ("plan_id","line");--> statement-breakpoint
CREATE INDEX "follow_project" ON "follow" USING btree ("project_uid","person_id");--> statement-breakpoint
CREATE INDEX "inbox_at" ON "inbox" USING btree ("at");--> statement-breakpoint
CREATE INDEX "leaving_broadcast" ON "leaving" USING btree ("broadcast_id");--> statement-breakpoint
CREATE INDEX "link_try_address" ON "link_try" USING btree ("address_id","at");--> statement-breakpoint
CREATE INDEX "mail_return_delivery" ON "mail_return" USING btree ("delivery_id");--> statement-breakpoint
CREATE INDEX "mail_return_broadcast" ON "mail_return" USING btree ("broadcast_id","kind");--> statement-breakpoint
CREATE INDEX "person_pace" ON "person" USING btree ("pace") WHERE pace is not null;--> statement-breakpoint
CREATE INDEX "project_contest" ON "project" USING btree ("contest","cycle");--> statement-breakpoint
CREATE UNIQUE INDEX "project_news_key" ON "project_news" USING btree ("key");--> statement-breakpoint
CREATE INDEX "project_news_project" ON "project_news" USING btree ("project_uid");--> statement-breakpoint
CREATE INDEX "question_person" ON "question" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "recovery_staff" ON "recovery" USING btree ("staff_id");--> statement-breakpoint
CREATE INDEX "revision_key" ON "revision" USING btree ("kind","key","id");--> statement-breakpoint
CREATE INDEX "seat_person" ON "seat" USING btree ("person_id");--> statement-breakpoint
CREATE UNIQUE INDEX "staff_email" ON "staff" USING btree ("email");--> statement-breakpoint
CREATE INDEX "standing_purpose" ON "standing" USING btree ("purpose","contest","granted","person_id");--> statement-breakpoint
CREATE UNIQUE INDEX "task_key" ON "task" USING btree ("key");--> statement-breakpoint
CREATE INDEX "task_line" ON "task" USING btree ("plan_id","line");--> statement-breakpoint
CREATE INDEX "unanswered_times" ON "unanswered" USING btree ("closed_at","times");--> statement-breakpoint
CREATE INDEX "visit_source" ON "visit" USING btree ("source");