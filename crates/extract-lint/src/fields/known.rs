//! The fields that have checks beyond their own rule, each found in the layout at compile time.

use extract::Field;

/// 001.PNRGAELD.
pub(crate) const PNRGAELD: Field = Field::named(1, "PNRGAELD");
/// 012.CIVST.
pub(crate) const CIVST: Field = Field::named(12, "CIVST");
/// 012.AEGTEPNR.
pub(crate) const SPOUSE: Field = Field::named(12, "AEGTEPNR");
/// 014.PNR-BARN.
pub(crate) const CHILD: Field = Field::named(14, "PNR-BARN");
/// 015.PNRMOR.
pub(crate) const MOTHER: Field = Field::named(15, "PNRMOR");
/// 015.PNRFAR.
pub(crate) const FATHER: Field = Field::named(15, "PNRFAR");
/// 016.RELPNR.
pub(crate) const CUSTODIAN: Field = Field::named(16, "RELPNR");
/// 017.RELPNR.
pub(crate) const GUARDIAN: Field = Field::named(17, "RELPNR");
/// 022.PNR: a former number of the person; the valid one is in the place of the key.
pub(crate) const FORMER: Field = Field::named(22, "PNR");
/// 029.AEGTEPNR.
pub(crate) const EARLIER_SPOUSE: Field = Field::named(29, "AEGTEPNR");
/// 099.HAENDELSE.
pub(crate) const HAENDELSE: Field = Field::named(99, "HAENDELSE");
/// 099.AFLEDTMRK.
pub(crate) const AFLEDTMRK: Field = Field::named(99, "AFLEDTMRK");
