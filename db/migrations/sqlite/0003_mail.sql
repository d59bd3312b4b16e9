CREATE TABLE `click` (
	`broadcast_id` text NOT NULL,
	`link` integer NOT NULL,
	`visitor` text NOT NULL,
	`human` integer NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`broadcast_id`, `link`, `visitor`)
);
--> statement-breakpoint
CREATE TABLE `leaving` (
	`id` text PRIMARY KEY NOT NULL,
	`broadcast_id` text,
	`kind` text NOT NULL,
	`reason` text,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `leaving_broadcast` ON `leaving` (`broadcast_id`);--> statement-breakpoint
CREATE TABLE `mail_pace` (
	`domain` text NOT NULL,
	`hour` integer NOT NULL,
	`letters` integer NOT NULL,
	PRIMARY KEY(`domain`, `hour`)
);
--> statement-breakpoint
CREATE TABLE `mail_return` (
	`id` text PRIMARY KEY NOT NULL,
	`delivery_id` text NOT NULL,
	`broadcast_id` text,
	`kind` text NOT NULL,
	`code` text,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `mail_return_delivery` ON `mail_return` (`delivery_id`);--> statement-breakpoint
CREATE INDEX `mail_return_broadcast` ON `mail_return` (`broadcast_id`,`kind`);