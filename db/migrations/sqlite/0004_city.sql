CREATE TABLE `draft` (
	`person_id` text PRIMARY KEY NOT NULL,
	`body` text NOT NULL,
	`code` text,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `draft_code` ON `draft` (`code`);--> statement-breakpoint
CREATE TABLE `follow` (
	`person_id` text NOT NULL,
	`project_uid` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`person_id`, `project_uid`)
);
--> statement-breakpoint
CREATE INDEX `follow_project` ON `follow` (`project_uid`,`person_id`);--> statement-breakpoint
CREATE TABLE `helped` (
	`answer` text NOT NULL,
	`on` text NOT NULL,
	`shown` integer NOT NULL,
	`yes` integer NOT NULL,
	`no` integer NOT NULL,
	PRIMARY KEY(`answer`, `on`)
);
--> statement-breakpoint
CREATE TABLE `poll` (
	`id` text PRIMARY KEY NOT NULL,
	`question` text NOT NULL,
	`options` text NOT NULL,
	`contest` text,
	`opens_at` integer NOT NULL,
	`closes_at` integer NOT NULL,
	`created_at` integer NOT NULL,
	`created_by` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `project` (
	`uid` text PRIMARY KEY NOT NULL,
	`contest` text NOT NULL,
	`cycle` text NOT NULL,
	`number` text,
	`title` text NOT NULL,
	`description` text NOT NULL,
	`category` text,
	`size` text,
	`place` text,
	`url` text,
	`state` text NOT NULL,
	`votes` integer,
	`decision_on` text,
	`decision_url` text,
	`budget_plan` integer,
	`budget_fact` integer,
	`responsible` text,
	`changed_at` integer NOT NULL,
	`removed_at` integer
);
--> statement-breakpoint
CREATE INDEX `project_contest` ON `project` (`contest`,`cycle`);--> statement-breakpoint
CREATE TABLE `project_news` (
	`id` text PRIMARY KEY NOT NULL,
	`key` text NOT NULL,
	`project_uid` text NOT NULL,
	`kind` text NOT NULL,
	`text` text,
	`at` integer NOT NULL,
	`by` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `project_news_key` ON `project_news` (`key`);--> statement-breakpoint
CREATE INDEX `project_news_project` ON `project_news` (`project_uid`);--> statement-breakpoint
CREATE TABLE `revision` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`key` text NOT NULL,
	`body` text,
	`at` integer NOT NULL,
	`by` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `revision_key` ON `revision` (`kind`,`key`,`id`);--> statement-breakpoint
CREATE TABLE `seat` (
	`event_id` text NOT NULL,
	`person_id` text NOT NULL,
	`state` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`event_id`, `person_id`)
);
--> statement-breakpoint
CREATE INDEX `seat_person` ON `seat` (`person_id`);--> statement-breakpoint
CREATE TABLE `tally` (
	`subject` text NOT NULL,
	`option` integer NOT NULL,
	`n` integer NOT NULL,
	PRIMARY KEY(`subject`, `option`)
);
--> statement-breakpoint
CREATE TABLE `turnout` (
	`subject` text NOT NULL,
	`who` text NOT NULL,
	PRIMARY KEY(`subject`, `who`)
);
--> statement-breakpoint
CREATE TABLE `unanswered` (
	`key` text PRIMARY KEY NOT NULL,
	`text` text NOT NULL,
	`stage` text,
	`contest` text,
	`times` integer NOT NULL,
	`last_at` integer NOT NULL,
	`closed_at` integer
);
--> statement-breakpoint
CREATE INDEX `unanswered_times` ON `unanswered` (`closed_at`,`times`);--> statement-breakpoint
ALTER TABLE `event` ADD `ends_at` integer;--> statement-breakpoint
ALTER TABLE `event` ADD `about` text;--> statement-breakpoint
ALTER TABLE `event` ADD `capacity` integer;--> statement-breakpoint
ALTER TABLE `event` ADD `recording_url` text;--> statement-breakpoint
ALTER TABLE `event` ADD `cancelled_at` integer;--> statement-breakpoint
ALTER TABLE `question` ADD `context` text;--> statement-breakpoint
ALTER TABLE `question` ADD `wording` text;--> statement-breakpoint
ALTER TABLE `question` ADD `promised_at` integer;--> statement-breakpoint
ALTER TABLE `question` ADD `mailed_at` integer;--> statement-breakpoint
ALTER TABLE `question` ADD `escalated_at` integer;--> statement-breakpoint
ALTER TABLE `question` ADD `cancelled_at` integer;