<?php
// PHP's own SoapClient against the served WSDL.
// $url is that of the description.
[, $url, $ca, $pem, $agreement, $system, $authority] = $argv;
$tls = stream_context_create(['ssl' => ['cafile' => $ca, 'local_cert' => $pem, 'verify_peer_name' => false]]);
$options = ['stream_context' => $tls, 'cache_wsdl' => WSDL_CACHE_NONE];
$client = new SoapClient($url, $options);
echo count($client->__getFunctions()), " operations\n";
$context = [
    'ServiceAgreementUUID' => $agreement,
    'UserSystemUUID' => $system,
    'UserUUID' => $authority,
    'ServiceUUID' => '9cdccc2f-3243-11e2-8fef-d4bed98c5934',
];
$one = ['InvocationContext' => $context, 'PNR' => '0101706001'];
echo $client->AddPNRSubscription($one)->Result, "\n";
echo $client->AddPNRSubscription($one)->Result, "\n";
echo $client->RemovePNRSubscription($one)->Result, "\n";
// Its two ways to pack what it sends.
$packing = fn(int $how) => new SoapClient($url, $options + ['compression' => $how | 9]);
echo $packing(SOAP_COMPRESSION_GZIP)->AddPNRSubscription($one)->Result, "\n";
echo $packing(SOAP_COMPRESSION_DEFLATE)->RemovePNRSubscription($one)->Result, "\n";
try {
    $client->AddPNRSubscription(['InvocationContext' => $context, 'PNR' => '99']);
} catch (SoapFault $fault) {
    echo $fault->detail->ServiceplatformFault->ErrorList->Error->ErrorCode, "\n";
}
