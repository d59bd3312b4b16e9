CREATE TABLE `link_code` (
	`code_hash` text PRIMARY KEY NOT NULL,
	`person_id` text NOT NULL,
	`expires_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `link_try` (
	`id` text PRIMARY KEY NOT NULL,
	`address_id` text NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `link_try_address` ON `link_try` (`address_id`,`at`);--> statement-breakpoint
CREATE TABLE `mute` (
	`person_id` text NOT NULL,
	`topic` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`person_id`, `topic`)
);
--> statement-breakpoint
CREATE TABLE `voted` (
	`person_id` text NOT NULL,
	`contest` text NOT NULL,
	`cycle` text NOT NULL,
	PRIMARY KEY(`person_id`, `contest`, `cycle`)
);
--> statement-breakpoint
DROP INDEX `delivery_pending`;--> statement-breakpoint
DROP INDEX `delivery_open`;--> statement-breakpoint
DROP INDEX `delivery_broadcast_state`;--> statement-breakpoint
DROP INDEX `delivery_provider`;--> statement-breakpoint
DROP INDEX `delivery_address`;--> statement-breakpoint
ALTER TABLE `delivery` ADD `amends` text;--> statement-breakpoint
ALTER TABLE `delivery` ADD `also` text;--> statement-breakpoint
ALTER TABLE `delivery` ADD `decided_by` text;--> statement-breakpoint
CREATE INDEX `delivery_counts` ON `delivery` (`broadcast_id`,`state`,`channel`,`due_at`);--> statement-breakpoint
CREATE INDEX `delivery_person` ON `delivery` (`person_id`,`created_at`);--> statement-breakpoint
CREATE INDEX `delivery_paid` ON `delivery` (`channel`,`settled_at`) WHERE price_eur > 0;--> statement-breakpoint
ALTER TABLE `address` ADD `session_at` integer;--> statement-breakpoint
ALTER TABLE `alarm` ADD `mailed_at` integer;--> statement-breakpoint
ALTER TABLE `broadcast` ADD `payment` text;--> statement-breakpoint
ALTER TABLE `broadcast` ADD `amends` text;--> statement-breakpoint
ALTER TABLE `person` ADD `pace` text;--> statement-breakpoint
CREATE INDEX `person_pace` ON `person` (`pace`) WHERE pace is not null;--> statement-breakpoint
CREATE TABLE `__new_attempt` (
	`delivery_id` text NOT NULL,
	`at` integer NOT NULL,
	`outcome` text NOT NULL,
	`code` text
);
--> statement-breakpoint
INSERT INTO `__new_attempt` SELECT `delivery_id`, `at`, `outcome`, `code` FROM `attempt`;--> statement-breakpoint
DROP TABLE `attempt`;--> statement-breakpoint
ALTER TABLE `__new_attempt` RENAME TO `attempt`;--> statement-breakpoint
CREATE INDEX `attempt_delivery` ON `attempt` (`delivery_id`);
