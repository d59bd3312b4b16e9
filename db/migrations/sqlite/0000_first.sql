CREATE TABLE `address` (
	`id` text PRIMARY KEY NOT NULL,
	`person_id` text NOT NULL,
	`channel` text NOT NULL,
	`address` text NOT NULL,
	`state` text NOT NULL,
	`created_at` integer NOT NULL,
	`wrote_at` integer,
	`proven_at` integer,
	`list_source` text,
	`list_ground` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `address_channel_address` ON `address` (`channel`,`address`);--> statement-breakpoint
CREATE INDEX `address_person` ON `address` (`person_id`);--> statement-breakpoint
CREATE TABLE `alarm` (
	`key` text PRIMARY KEY NOT NULL,
	`text` text NOT NULL,
	`raised_at` integer NOT NULL,
	`cleared_at` integer
);
--> statement-breakpoint
CREATE TABLE `attempt` (
	`id` text PRIMARY KEY NOT NULL,
	`delivery_id` text NOT NULL,
	`at` integer NOT NULL,
	`outcome` text NOT NULL,
	`code` text
);
--> statement-breakpoint
CREATE INDEX `attempt_delivery` ON `attempt` (`delivery_id`);--> statement-breakpoint
CREATE TABLE `audit` (
	`id` text PRIMARY KEY NOT NULL,
	`at` integer NOT NULL,
	`actor` text NOT NULL,
	`act` text NOT NULL,
	`object` text NOT NULL,
	`detail` text
);
--> statement-breakpoint
CREATE INDEX `audit_at` ON `audit` (`at`);--> statement-breakpoint
CREATE TABLE `broadcast` (
	`id` text PRIMARY KEY NOT NULL,
	`key` text NOT NULL,
	`plan_id` text,
	`line` text,
	`kind` text NOT NULL,
	`nature` text NOT NULL,
	`contest` text,
	`stage` text,
	`priority` integer NOT NULL,
	`at` integer NOT NULL,
	`last_useful_at` integer NOT NULL,
	`audience` text NOT NULL,
	`channels` text NOT NULL,
	`body` text NOT NULL,
	`content_hash` text NOT NULL,
	`state` text NOT NULL,
	`reason` text,
	`created_at` integer NOT NULL,
	`created_by` text,
	`edited_by` text,
	`approved_by` text,
	`approved_at` integer,
	`approved_hash` text,
	`cursor` text,
	`done_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `broadcast_key` ON `broadcast` (`key`);--> statement-breakpoint
CREATE INDEX `broadcast_state_at` ON `broadcast` (`state`,`at`);--> statement-breakpoint
CREATE TABLE `consent` (
	`id` text PRIMARY KEY NOT NULL,
	`person_id` text NOT NULL,
	`purpose` text NOT NULL,
	`contest` text NOT NULL,
	`granted` integer NOT NULL,
	`at` integer NOT NULL,
	`channel` text NOT NULL,
	`wording` text NOT NULL,
	`ground` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `consent_person` ON `consent` (`person_id`);--> statement-breakpoint
CREATE TABLE `conversation` (
	`address_id` text PRIMARY KEY NOT NULL,
	`state` text NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `delivery` (
	`id` text PRIMARY KEY NOT NULL,
	`broadcast_id` text,
	`person_id` text NOT NULL,
	`address_id` text,
	`channel` text NOT NULL,
	`priority` integer NOT NULL,
	`state` text NOT NULL,
	`due_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`attempts` integer NOT NULL,
	`body` text,
	`reason` text,
	`provider_id` text,
	`price_eur` real NOT NULL,
	`created_at` integer NOT NULL,
	`settled_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `delivery_broadcast_person` ON `delivery` (`broadcast_id`,`person_id`);--> statement-breakpoint
CREATE INDEX `delivery_pending` ON `delivery` (`channel`,`priority`,`due_at`) WHERE state = 'pending';--> statement-breakpoint
CREATE INDEX `delivery_open` ON `delivery` (`channel`,`state`) WHERE state in ('claimed', 'calling');--> statement-breakpoint
CREATE INDEX `delivery_broadcast_state` ON `delivery` (`broadcast_id`,`state`);--> statement-breakpoint
CREATE INDEX `delivery_provider` ON `delivery` (`channel`,`provider_id`) WHERE provider_id is not null;--> statement-breakpoint
CREATE INDEX `delivery_address` ON `delivery` (`address_id`);--> statement-breakpoint
CREATE TABLE `event` (
	`id` text PRIMARY KEY NOT NULL,
	`title` text NOT NULL,
	`starts_at` integer NOT NULL,
	`place` text NOT NULL,
	`link` text,
	`contest` text NOT NULL,
	`stage` text NOT NULL,
	`plan_id` text,
	`line` text,
	`created_at` integer NOT NULL,
	`created_by` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `gap` (
	`rule` text PRIMARY KEY NOT NULL,
	`times` integer NOT NULL,
	`last_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `inbox` (
	`channel` text NOT NULL,
	`event_id` text NOT NULL,
	`at` integer NOT NULL,
	`welcome` text,
	PRIMARY KEY(`channel`, `event_id`)
);
--> statement-breakpoint
CREATE INDEX `inbox_at` ON `inbox` (`at`);--> statement-breakpoint
CREATE TABLE `meta` (
	`key` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `opt_in` (
	`token_hash` text PRIMARY KEY NOT NULL,
	`address` text NOT NULL,
	`person_id` text,
	`contest` text,
	`role` text,
	`wording` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`confirmed_at` integer
);
--> statement-breakpoint
CREATE TABLE `person` (
	`id` text PRIMARY KEY NOT NULL,
	`created_at` integer NOT NULL,
	`contest` text,
	`role` text,
	`source` text,
	`prefers` text
);
--> statement-breakpoint
CREATE TABLE `plan` (
	`id` text PRIMARY KEY NOT NULL,
	`title` text NOT NULL,
	`status` text NOT NULL,
	`head` text NOT NULL,
	`file_name` text NOT NULL,
	`imported_at` integer NOT NULL,
	`dropped_at` integer
);
--> statement-breakpoint
CREATE TABLE `plan_line` (
	`plan_id` text NOT NULL,
	`key` text NOT NULL,
	`position` integer NOT NULL,
	`body` text NOT NULL,
	`settings` text NOT NULL,
	`confirmed_at` integer,
	`confirmed_by` text,
	`dropped` text,
	PRIMARY KEY(`plan_id`, `key`)
);
--> statement-breakpoint
CREATE TABLE `question` (
	`id` text PRIMARY KEY NOT NULL,
	`person_id` text NOT NULL,
	`address_id` text NOT NULL,
	`text` text NOT NULL,
	`asked_at` integer NOT NULL,
	`answered_at` integer,
	`answered_by` text,
	`answer` text
);
--> statement-breakpoint
CREATE TABLE `session` (
	`token_hash` text PRIMARY KEY NOT NULL,
	`staff_id` text NOT NULL,
	`csrf` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `sign_in` (
	`token_hash` text PRIMARY KEY NOT NULL,
	`staff_id` text NOT NULL,
	`expires_at` integer NOT NULL,
	`used_at` integer
);
--> statement-breakpoint
CREATE TABLE `source` (
	`name` text PRIMARY KEY NOT NULL,
	`target` text,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `staff` (
	`id` text PRIMARY KEY NOT NULL,
	`email` text NOT NULL,
	`role` text NOT NULL,
	`created_at` integer NOT NULL,
	`disabled_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `staff_email` ON `staff` (`email`);--> statement-breakpoint
CREATE TABLE `stage_date` (
	`contest` text NOT NULL,
	`stage` text NOT NULL,
	`opens` integer NOT NULL,
	`closes` integer NOT NULL,
	`changed_at` integer NOT NULL,
	`changed_by` text NOT NULL,
	PRIMARY KEY(`contest`, `stage`)
);
--> statement-breakpoint
CREATE TABLE `standing` (
	`person_id` text NOT NULL,
	`purpose` text NOT NULL,
	`contest` text NOT NULL,
	`granted` integer NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`person_id`, `purpose`, `contest`)
);
--> statement-breakpoint
CREATE INDEX `standing_purpose` ON `standing` (`purpose`,`contest`,`granted`,`person_id`);--> statement-breakpoint
CREATE TABLE `suppression` (
	`hash` text PRIMARY KEY NOT NULL,
	`at` integer NOT NULL,
	`reason` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `visit` (
	`id` text PRIMARY KEY NOT NULL,
	`source` text NOT NULL,
	`channel` text NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `visit_source` ON `visit` (`source`);