CREATE TABLE "lane" (
	"channel" text collate "C" PRIMARY KEY NOT NULL,
	"token" integer NOT NULL,
	"holder" text collate "C",
	"taken_at" bigint NOT NULL,
	"paused_until" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "life" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"started_at" bigint NOT NULL,
	"seen_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "send_slot" (
	"channel" text collate "C" NOT NULL,
	"number" integer NOT NULL,
	"holder" text collate "C",
	"free_at" bigint NOT NULL,
	CONSTRAINT "send_slot_channel_number_pk" PRIMARY KEY("channel","number")
);
--> statement-breakpoint
ALTER TABLE "delivery" ADD COLUMN "caller" text collate "C";