use civil::Pnr;
use extract::Field;

/// U12170 `001.PNRGAELD`: the valid number that replaces the person's.
const PNRGAELD: Field = Field::named(1, "PNRGAELD");

/// The number that replaced a person's, from the person's records. Only meaningful for a person whose status is 50 or
/// 60.
pub fn successor(records: &[u8]) -> Option<Pnr> {
    let mut lines = records.split(|&byte| byte == b'\n');
    let line = lines.find(|line| line.starts_with(b"001"))?;
    Pnr::from_register(PNRGAELD.of(line)).filter(|number| number.to_integer() > 0)
}
