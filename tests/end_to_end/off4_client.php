<?php
// Logs on to OFF4 and asks about a person, as PHP clients do: the first connection stays open, and of its answer only the
// first 24 bytes are read.
[, $port, $ca, $kundenr, $user, $password, $number] = $argv;

function connect(string $port, string $ca)
{
    $context = stream_context_create(['ssl' => ['cafile' => $ca]]);
    $socket = stream_socket_client("tls://localhost:$port", $errno, $error, 30, STREAM_CLIENT_CONNECT, $context);
    stream_set_blocking($socket, true);
    return $socket;
}

$first = connect($port, $ca);
fwrite($first, str_pad("OFF4,{$kundenr}90$user$password", 35));
$logon = fread($first, 24);
if (substr($logon, 22, 2) !== '00') {
    exit(1);
}
$token = substr($logon, 6, 8);
$second = connect($port, $ca);
fwrite($second, str_pad("OFF4,{$kundenr}06$token{$user}00$number", 39));
while (!feof($second)) {
    echo fread($second, 4096);
}
fclose($second);
