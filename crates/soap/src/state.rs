use app::App;

/// The service behind the connections.
#[derive(Debug, Clone)]
pub struct SoapState {
    /// What is done for callers.
    pub app: App,
    /// The address of [`soap_proto::Service::Subscription`] as clients reach it, for the WSDL; `None` takes it from each
    /// request. Other services are at the same host.
    pub public_url: Option<String>,
}
