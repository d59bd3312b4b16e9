CREATE TABLE `evidence` (
	`id` text PRIMARY KEY NOT NULL,
	`plan_id` text NOT NULL,
	`line` text NOT NULL,
	`task_id` text,
	`kind` text NOT NULL,
	`text` text NOT NULL,
	`kopecks` integer,
	`on` text NOT NULL,
	`at` integer NOT NULL,
	`by` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `evidence_line` ON `evidence` (`plan_id`,`line`);--> statement-breakpoint
CREATE TABLE `happening` (
	`id` text PRIMARY KEY NOT NULL,
	`event` text NOT NULL,
	`title` text NOT NULL,
	`on` text NOT NULL,
	`at` integer NOT NULL,
	`by` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `holiday` (
	`date` text PRIMARY KEY NOT NULL,
	`title` text NOT NULL,
	`working` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `task` (
	`id` text PRIMARY KEY NOT NULL,
	`key` text NOT NULL,
	`plan_id` text NOT NULL,
	`line` text NOT NULL,
	`title` text NOT NULL,
	`unit` text NOT NULL,
	`starts_on` text NOT NULL,
	`due_on` text NOT NULL,
	`state` text NOT NULL,
	`reminded_at` integer,
	`escalated_at` integer,
	`done_at` integer,
	`done_by` text,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `task_key` ON `task` (`key`);--> statement-breakpoint
CREATE INDEX `task_line` ON `task` (`plan_id`,`line`);--> statement-breakpoint
ALTER TABLE `plan_line` ADD `original` text;--> statement-breakpoint
ALTER TABLE `plan_line` ADD `change` text;--> statement-breakpoint
ALTER TABLE `plan_line` ADD `reason` text;