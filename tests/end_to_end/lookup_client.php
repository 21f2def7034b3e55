<?php
// PHP's own SoapClient against the served WSDL of a look-up service; a client of its own reads both forms of dates as
// OS2web's does. Arguments: URL, CA, certificate with key, agreement, system, authority, service, CVR, number, unknown number.
[, $url, $ca, $pem, $agreement, $system, $authority, $service, $cvr, $number, $unknown] = $argv;
$tls = stream_context_create(['ssl' => ['cafile' => $ca, 'local_cert' => $pem, 'verify_peer_name' => false]]);
$client = new SoapClient($url, ['stream_context' => $tls, 'cache_wsdl' => WSDL_CACHE_NONE]);
$context = ['InvocationContext' => [
    'ServiceAgreementUUID' => $agreement,
    'UserSystemUUID' => $system,
    'UserUUID' => $authority,
    'ServiceUUID' => $service,
    'AccountingInfo' => 'konto 7',
    'OnBehalfOfUser' => 'Søren',
]];

function day(string $text): string {
    return DateTimeImmutable::createFromFormat('!Y-m-dP', $text)->format(DATE_ATOM);
}

function moment(string $text): string {
    return DateTimeImmutable::createFromFormat(DateTimeInterface::RFC3339_EXTENDED, $text)->format(DATE_ATOM);
}

function about_person(SoapClient $client, array $context, string $cvr, string $number): array {
    $answer = $client->PersonLookup($context + ['PNR' => $number]);
    $authority = ['AuthorityContext' => ['MunicipalityCVR' => $cvr], 'PNR' => $number];
    $person = $answer->persondata;
    return [
        'same under both contexts' => $answer == $client->PersonLookup($authority),
        'name' => $person->navn->fornavn,
        'born' => day($person->foedselsdato->dato),
        'named' => moment($person->navn->navnestartdato->dato),
        'citizen' => moment($person->statsborgerskab->statsborgerskabDato->dato),
        'moved' => moment($answer->adresse->aktuelAdresse->tilflytningsdato->dato),
        'status' => $person->status->status,
        'protected' => (array) $person->adressebeskyttelse !== [],
        'one child is an object' => is_object($answer->relationer->barn),
    ];
}

function about_basics(SoapClient $client, array $context, string $number): array {
    $one = $context + ['PNR' => $number];
    $basic = $client->callCPRBasicInformationService($one);
    $list = $client->callCPRBasicInformationServiceExtendedList($one)->CPRBasicInformationExtendedResponse;
    return [
        'name' => $basic->adresseringsnavn,
        'postal code' => $basic->postnummer,
        'protected' => $basic->navneOgAdressebeskyttelse,
        'born' => day($basic->foedselsdato),
        'first name' => $client->callCPRBasicInformationServiceExtended($one)->fornavn,
        'list' => array_column(is_array($list) ? $list : [$list], 'pnr'),
        'plain list' => is_object($client->callCPRBasicInformationServiceList($one)->CPRBasicInformationResponse),
    ];
}

function about_gctp(SoapClient $client, array $context, string $number): array {
    $message = '<Gctp v="1.0"><System r="CprSoeg"><Service r="Stam+"><CprServiceHeader r="Stam+"><Key><Field r="PNR" v="'
        . $number . '"/></Key></CprServiceHeader></Service></System></Gctp>';
    $one = $context + ['gctpMessage' => $message];
    $first = $client->callGCTPCheckService($one)->result;
    preg_match('~<Field r="ADRNVN" t="[^"]*" v="([^"]*)"/>~', $first, $name);
    return ['name' => $name[1], 'both names' => $client->callGctpService($one)->result === $first];
}

$functions = implode(' ', $client->__getFunctions());
try {
    if (str_contains($functions, 'PersonLookup')) {
        $shown = about_person($client, $context, $cvr, $number);
        $client->PersonLookup($context + ['PNR' => $unknown]);
    } elseif (str_contains($functions, 'BasicInformation')) {
        $shown = about_basics($client, $context, $number);
        $client->callCPRBasicInformationService($context + ['PNR' => $unknown]);
    } else {
        $shown = about_gctp($client, $context, $number);
    }
} catch (SoapFault $fault) {
    $shown['fault'] = [
        $fault->faultcode, strtok($fault->faultstring, ':'), $fault->detail->ServiceplatformFault->ErrorList->Error->ErrorCode];
}
echo json_encode($shown, JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES), "\n";
