use access::Principal;
use store::Fingerprint;

use crate::app::App;
use crate::error_code::ErrorCode;
use crate::request_context::RequestContext;

/// The calls by which the service is measured.
impl App {
    /// From now on, a certificate is the probe's. The first one counts.
    pub fn know_probe(&self, certificate: Fingerprint) {
        // It is known once.
        let _known = self.probe.set(certificate);
    }

    /// Whether a rejection is what the probe asks for: it calls each minute with an agreement that nobody has, and neither
    /// log nor audit trail should be full of that. All of its other rejections are recorded as those of others are.
    pub(crate) fn is_right_answer_to_probe(
        &self,
        context: &RequestContext,
        code: ErrorCode,
    ) -> bool {
        let probe = self.probe.get();
        let is_probe =
            matches!(context.principal, Principal::System(Some(shown)) if probe == Some(&shown));
        is_probe && code == ErrorCode::UnknownAgreement
    }
}
