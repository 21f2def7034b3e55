#![doc = include_str!("../README.md")]

mod answers;
mod beginning;
mod census;
mod deterministic_rng;
mod entries;
mod family_group;
mod population;

pub mod facts;
mod fault;
mod house;
mod life;
mod mass;
mod names;
mod numbers;
mod person;
mod picture;
mod places;
mod plan;
mod records;
mod standard_address;
mod style;
mod workspace;

pub use census::Census;
pub use fault::{InjectedFault, UnknownFault};
pub use numbers::{NumberSeries, UnknownNumbers};
pub use picture::picture;
pub use plan::{InvalidPlan, Plan, Story};
pub use population::{
    FoundInhabitants, Inhabitant, InhabitantFamily, InhabitantIndex, InhabitantQuery,
    InhabitantState, InvalidStory, Population,
};
pub use standard_address::StandardAddress;
pub use workspace::{LineEnd, RecordForm, Workspace, WorkspaceError};
