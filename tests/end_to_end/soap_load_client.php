<?php
// PHP's own SoapClient against the served WSDL of the load service.
[, $url, $ca, $pem, $agreement, $system, $authority] = $argv;
$tls = stream_context_create(['ssl' => ['cafile' => $ca, 'local_cert' => $pem, 'verify_peer_name' => false]]);
$client = new SoapClient("$url?wsdl", ['stream_context' => $tls, 'cache_wsdl' => WSDL_CACHE_NONE]);
echo count($client->__getFunctions()), " operations\n";
$context = ['InvocationContext' => [
    'ServiceAgreementUUID' => $agreement,
    'UserSystemUUID' => $system,
    'UserUUID' => $authority,
    'ServiceUUID' => '9cdccc2f-3243-11e2-8fef-d4bed98c5934',
]];
$load = $client->GetInitialLoad($context)->InitialLoad;
echo $load->State, ' ', var_export($load->Persons, true), ' ', var_export($load->Records, true), "\n";
$file = is_array($load->File) ? $load->File[0] : $load->File;
echo $file->FileName, ' ', var_export($file->SizeInBytes, true), "\n";
$ordered = $client->OrderInitialLoad($context + ['Kinds' => 'All', 'Reason' => 'nyt', 'PartSizeMB' => 500])->InitialLoad;
echo $ordered->State, "\n";
try {
    $client->OrderInitialLoad($context);
} catch (SoapFault $fault) {
    echo $fault->detail->ServiceplatformFault->ErrorList->Error->ErrorCode, "\n";
}
echo $client->CancelInitialLoad($context + ['LoadId' => $ordered->LoadId])->InitialLoad->State, "\n";
