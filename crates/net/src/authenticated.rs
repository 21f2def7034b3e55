use std::collections::HashMap;

use civil::SystemUuid;

use crate::quotas::AuthenticatedQuota;
use crate::reason::RejectionReason;

/// The share of places kept for systems with few connections, as a divisor: a few systems that take all they may leave
/// these to the others.
const RESERVED: usize = 4;
/// A system with less than this share of the places (as a divisor) has few.
const FEW: usize = 100;

/// The connections of callers who have proven who they are, by system.
#[derive(Debug)]
pub(crate) struct Authenticated {
    quota: AuthenticatedQuota,
    systems: HashMap<SystemUuid, usize>,
    total: usize,
}

impl Authenticated {
    pub(crate) fn new(quota: AuthenticatedQuota) -> Self {
        Self { quota, systems: HashMap::new(), total: 0 }
    }

    /// Takes a place for a system.
    pub(crate) fn enter(&mut self, system: SystemUuid) -> Result<(), RejectionReason> {
        let of_system = self.systems.get(&system).copied().unwrap_or_default();
        if of_system >= self.quota.per_system {
            return Err(RejectionReason::SystemLimit);
        }
        if self.total >= self.quota.total {
            return Err(RejectionReason::AuthenticatedLimit);
        }
        let AuthenticatedQuota { total, .. } = self.quota;
        if self.total >= total - total / RESERVED && of_system >= (total / FEW).max(1) {
            return Err(RejectionReason::SystemLimit);
        }
        self.systems.insert(system, of_system + 1);
        self.total += 1;
        Ok(())
    }

    /// Frees a place of a system.
    pub(crate) fn leave(&mut self, system: SystemUuid) {
        self.total = self.total.saturating_sub(1);
        match self.systems.get_mut(&system) {
            Some(count) if *count > 1 => *count -= 1,
            _ => {
                self.systems.remove(&system);
            }
        }
    }

    pub(crate) const fn len(&self) -> usize {
        self.total
    }

    #[cfg(test)]
    pub(crate) fn is_empty(&self) -> bool {
        self.total == 0 && self.systems.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn system(number: u128) -> SystemUuid {
        Uuid::from_u128(number).into()
    }

    #[test]
    fn authenticated_at_the_limit_of_a_system_refuses_its_next_connection() {
        let mut authenticated = Authenticated::new(AuthenticatedQuota { total: 10, per_system: 2 });
        assert_eq!(authenticated.enter(system(1)), Ok(()));
        assert_eq!(authenticated.enter(system(1)), Ok(()));
        assert_eq!(authenticated.enter(system(1)), Err(RejectionReason::SystemLimit));
        assert_eq!(authenticated.enter(system(2)), Ok(()), "others have their own");
        authenticated.leave(system(1));
        assert_eq!(authenticated.enter(system(1)), Ok(()));
    }

    #[test]
    fn authenticated_leaves_places_to_systems_that_have_few() {
        let quota = AuthenticatedQuota { total: 1000, per_system: 200 };
        let mut authenticated = Authenticated::new(quota);
        let mut enter = |number, wanted| {
            (0..wanted).filter(|_| authenticated.enter(system(number)).is_ok()).count()
        };
        let greedy: Vec<usize> = (1..=5).map(|number| enter(number, 1000)).collect();
        assert_eq!(greedy, [200, 200, 200, 150, 10]);
        assert_eq!([enter(6, 1000), enter(7, 3)], [10, 3]);
    }

    #[test]
    fn authenticated_at_the_limit_in_all_refuses_the_next_connection() {
        let mut authenticated = Authenticated::new(AuthenticatedQuota { total: 2, per_system: 2 });
        assert_eq!(authenticated.enter(system(1)), Ok(()));
        assert_eq!(authenticated.enter(system(2)), Ok(()));
        assert_eq!(authenticated.enter(system(3)), Err(RejectionReason::AuthenticatedLimit));
        authenticated.leave(system(1));
        assert_eq!(authenticated.enter(system(3)), Ok(()));
        authenticated.leave(system(2));
        authenticated.leave(system(3));
        assert!(authenticated.is_empty(), "no system is remembered");
    }
}
