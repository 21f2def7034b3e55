<?php
// phpseclib fetches a file.
require '/usr/share/php/phpseclib3/autoload.php';
[, $port, $user, $key, $name, $to] = $argv;
$sftp = new phpseclib3\Net\SFTP('127.0.0.1', (int) $port);
if (!$sftp->login($user, phpseclib3\Crypt\PublicKeyLoader::load(file_get_contents($key)))) {
    exit(1);
}
foreach ($sftp->nlist('IN') as $entry) {
    echo "$entry\n";
}
echo 'size ', $sftp->filesize("/IN/$name"), "\n";
exit($sftp->get("./IN/$name", $to) ? 0 : 2);
