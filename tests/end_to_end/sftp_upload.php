<?php
// phpseclib sends a file and its trigger, as itk-dev/serviceplatformen does.
require '/usr/share/php/phpseclib3/autoload.php';
[, $port, $user, $key, $file] = $argv;
$sftp = new phpseclib3\Net\SFTP('127.0.0.1', (int) $port);
if (!$sftp->login($user, phpseclib3\Crypt\PublicKeyLoader::load(file_get_contents($key)))) {
    exit(1);
}
$sftp->chdir('/OUT/');
foreach ([$file, "$file.trigger"] as $path) {
    if (!$sftp->put(basename($path), $path, phpseclib3\Net\SFTP::SOURCE_LOCAL_FILE)) {
        fwrite(STDERR, $sftp->getLastSFTPError());
        exit(2);
    }
}
