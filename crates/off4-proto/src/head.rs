/// What an answer repeats of its request: KUNDENR(4) `ABON_TYPE`(1) `DATA_TYPE`(1) TOKEN(8) user(8). The same places in
/// every request, but for the comma behind the transaction's code.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Head {
    kundenr: [u8; 4],
    types: [u8; 2],
    user: [u8; 8],
}

impl Head {
    /// The head of a request, as far as it was sent; what was not, or cannot be shown, is zeros and blanks.
    ///
    /// A logon has no token: the user stands in its place.
    pub(crate) fn of(request: &[u8], user_at: usize) -> Self {
        let part = |from: usize, to: usize| request.get(from..to).unwrap_or_default();
        let digits = |bytes: &[u8]| bytes.iter().all(u8::is_ascii_digit);
        let kundenr = part(5, 9).try_into().ok().filter(|number: &[u8; 4]| digits(number));
        let types = part(9, 11).try_into().ok().filter(|types: &[u8; 2]| digits(types));
        let user: Option<[u8; 8]> = part(user_at, user_at + 8).try_into().ok();
        let user = user.filter(|user| user.iter().all(|byte| matches!(byte, b' '..=b'~')));
        Self {
            kundenr: kundenr.unwrap_or([b'0'; 4]),
            types: types.unwrap_or([b'0'; 2]),
            user: user.unwrap_or([b' '; 8]),
        }
    }

    /// The first 22 bytes of an answer.
    pub(crate) fn write(&self, token: [u8; 8], out: &mut Vec<u8>) {
        out.extend_from_slice(&self.kundenr);
        out.extend_from_slice(&self.types);
        out.extend_from_slice(&token);
        out.extend_from_slice(&self.user);
    }
}
