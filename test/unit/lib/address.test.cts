import fc from 'fast-check';
import * as ipaddr from 'ipaddr.js';
import { hostOf, isPrivate } from '../../../src/lib/address';

test.each([
    ['https://chat.example.com/x', false],
    ['https://storage.example:8443/i.jpg?x=1', false],
    ['http://8.8.8.8/', false],
    ['http://[2001:4860:4860::8888]/', false],
    ['http://localhost:3000', true],
    ['http://intranet/', true],
    ['http://printer.local/', true],
    ['http://[::1]/', true],
    ['http://[fe80::1]/', true],
    ['http://[::ffff:10.0.0.1]/', true],
    ['http://2130706433/', true],
    ['http://0x7f.1/', true],
    ['http://0177.0.0.1/', true],
    ['http://user@127.0.0.1/', true],
    ['http://public.example@10.0.0.1/', true],
    // What is written otherwise than it is understood.
    ['http://169.254.169.254\\@example.com/', true],
    ['http:\\\\169.254.169.254/', true],
    ['http://169.0xfe.169.254/', true],
    ['http://0251.0376.0251.0376/', true],
    ['http://2852039166/', true],
    ['http://%31%36%39.254.169.254/', true],
    ['http://169.254\t.169.254/', true],
    ['http://169.\n254.169.254/', true],
    ['http://１２７.0.0.1/', true],
    ['http://127.0.0.1./', true],
    ['http://LOCALHOST./', true],
    ['http:///127.0.0.1/', true],
    ['http://public.example:80\\@10.0.0.1/', false],
    ['http://256.1.1.1/', true],
    ['http://exa mple.com/', true],
    ['http://[::]/', true],
    ['http://[0:0:0:0:0:0:0:1]/', true],
    ['http://[::ffff:169.254.169.254]/', true],
    ['http://[::ffff:a9fe:a9fe]/', true],
    ['http://[::169.254.169.254]/', true],
    ['http://[64:ff9b::169.254.169.254]/', true],
    ['http://[2002:a9fe:a9fe::1]/', true],
    ['http://[2001:0:a9fe:a9fe::1]/', true],
    ['http://[fd00::1]/', true],
    ['http://[fec0::1]/', true],
    ['http://[ff02::1]/', true],
    ['http://[fe80::1%25eth0]/', true],
    ['http://[2a00:1450:4001::8a]:8080/', false],
    ['ftp://files.example/', true],
    ['nonsense', true],
    ['', true],
])('%s is private: %s', (address, expected) => {
    expect(isPrivate(address)).toBe(expected);
});

test('agrees with a library on every IPv4 address', () => {
    fc.assert(
        fc.property(fc.ipV4(), (ip) => {
            const range = ipaddr.IPv4.parse(ip).range();
            // Ranges for documentation and the like are no danger and not worth a row in the table.
            fc.pre(!['reserved', 'as112', 'amt'].includes(range));
            expect(isPrivate(`http://${ip}/`)).toBe(range !== 'unicast');
        }),
        { numRuns: 2_000 },
    );
});

test('the host is what a browser would ask', () => {
    fc.assert(
        fc.property(fc.webUrl({ withQueryParameters: true }), (url) => {
            expect(hostOf(url)).toBe(new URL(url).hostname.toLowerCase());
        }),
    );
});
