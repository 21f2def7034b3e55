import ch.ethz.ssh2.Connection;
import ch.ethz.ssh2.ConnectionInfo;
import ch.ethz.ssh2.SFTPv3Client;
import ch.ethz.ssh2.SFTPv3FileHandle;
import java.io.File;
import java.io.FileOutputStream;

/** Fetches a file with Ganymed, or with Trilead, as it is by default: PORT USER KEY FILE OUT. */
class Ganymed {
    public static void main(String[] args) throws Exception {
        Connection connection = new Connection("127.0.0.1", Integer.parseInt(args[0]));
        ConnectionInfo info = connection.connect(null, 60_000, 60_000);
        if (!connection.authenticateWithPublicKey(args[1], new File(args[2]), null)) {
            throw new Exception("the key is refused");
        }
        System.out.println(info.keyExchangeAlgorithm + " " + info.serverHostKeyAlgorithm + " "
            + info.clientToServerCryptoAlgorithm + " " + info.clientToServerMACAlgorithm);
        SFTPv3Client sftp = new SFTPv3Client(connection);
        SFTPv3FileHandle file = sftp.openFileRO("IN/" + args[3]);
        byte[] piece = new byte[32 * 1024];
        long at = 0;
        try (FileOutputStream out = new FileOutputStream(args[4])) {
            for (int read; (read = sftp.read(file, at, piece, 0, piece.length)) > 0; at += read) {
                out.write(piece, 0, read);
            }
        }
        sftp.closeFile(file);
        sftp.close();
        connection.close();
    }
}
