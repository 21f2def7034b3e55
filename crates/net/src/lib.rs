#![doc = include_str!("../README.md")]

mod admission;
mod authenticated;
mod connection_limits;
mod counters;
mod crowd;
mod eviction;
mod listener;
mod queues;
mod quotas;
mod ranking;
mod rate_limiter;
mod reason;
mod recently;
mod refusal_advice;
mod refusal_kind;
mod refusal_log;
mod registry;
mod rejected_connection_log;
mod source;
mod unauthenticated;
mod victim;
mod waiting;

pub use admission::Admission;
pub use connection_limits::ConnectionLimits;
pub use counters::{ConnectionCounters, Sample};
pub use listener::Listener;
pub use quotas::{AuthenticatedQuota, ConnectionQuotas, UnauthenticatedQuota};
pub use rate_limiter::RateLimiter;
pub use reason::{EvictionReason, RejectionReason};
pub use refusal_kind::RefusalKind;
pub use refusal_log::{KnownBy, Refusal, RefusalLog, SystemRefusal};
pub use registry::{ConnectionRegistry, Registration};
