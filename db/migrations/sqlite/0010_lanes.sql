CREATE TABLE `lane` (
	`channel` text PRIMARY KEY NOT NULL,
	`token` integer NOT NULL,
	`holder` text,
	`taken_at` integer NOT NULL,
	`paused_until` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `life` (
	`id` text PRIMARY KEY NOT NULL,
	`started_at` integer NOT NULL,
	`seen_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `send_slot` (
	`channel` text NOT NULL,
	`number` integer NOT NULL,
	`holder` text,
	`free_at` integer NOT NULL,
	PRIMARY KEY(`channel`, `number`)
);
--> statement-breakpoint
ALTER TABLE `delivery` ADD `caller` text;