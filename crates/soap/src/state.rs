use app::App;

/// The shared state of the services.
#[derive(Debug, Clone)]
pub struct SoapState {
    /// The use cases.
    pub app: App,
    /// The address of [`soap_proto::Service::Subscription`] as clients reach it, for the WSDL; `None` takes it from
    /// each request. Other services are on the same host.
    pub public_url: Option<String>,
}
