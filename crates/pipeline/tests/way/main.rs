//! From an extract to published files, without a server.
#![allow(clippy::unwrap_used, clippy::panic, clippy::cast_possible_truncation, reason = "tests")]
#![allow(clippy::print_stderr, reason = "tests say when they are skipped")]
#![allow(unreachable_pub, reason = "the modules of a test")]

mod ages_in;
mod braking;
mod chain;
mod crash;
mod delivered;
mod drifting;
mod explained;
mod filters;
mod first_data;
mod in_memory;
mod integrity;
mod leases;
mod loading;
mod minimising;
mod needs;
mod previewing;
mod racing;
mod reference;
mod replaying;
mod retaining;
mod sample;
mod seeding;
mod site;
mod tenants;
mod undoing;
