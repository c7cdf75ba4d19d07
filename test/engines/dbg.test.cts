import { Desk, APP_ID, ANN } from '../support/desk.cjs';
jest.setTimeout(200_000);
test('x', async () => {
    const targets: [string, string][] = [['livechat','createMessage'],['persistence','createWithAssociations'],['persistence','readByAssociations'],['room','getById'],['livechat','createRoom'],['livechat','createVisitor'],['livechat','createAndReturnVisitor'],['http','call'],['room','getMessages'],['user','getById'],['livechat', 'findVisitorByPhoneNumber'], ['serverSetting','getOneById']];
    const out: string[] = [];
    const desk = await Desk.start();
    const olga = await desk.registeredAgent('olga');
    await desk.connect(olga);
    let n = 10;
    for (const [bridge, method] of targets) {
        const who = { name: 'P' + n, phone: '1555010' + String(1000 + n++) };
        let hits = 0;
        const on = () => desk.host.setHook({ before: (c) => { if (c.bridge === bridge && c.method === method && hits++ === 0) throw new Error('store is down'); } });
        on();
        await desk.customerWrites('hi', who);
        const st = desk.green.deliveries('7103990042').slice(-1).map(({ status }) => status);
        const inHits = hits;
        desk.host.setHook({});
        await desk.host.clock.advance(60_000); await desk.settle(); await desk.host.clock.advance(60_000); await desk.settle();
        const room = (await desk.admin.rooms()).find((r) => r.fname === who.name);
        const tr = room ? await desk.transcript(room._id) : [];
        let outp: unknown = 'no room';
        if (room) {
            hits = 0; on();
            const e0 = (await olga.ephemeral()).length; const a0 = desk.accepted().length;
            await desk.agentWrites(olga, room._id, 'answer');
            desk.host.setHook({});
            outp = [hits, (await olga.ephemeral()).slice(e0).map((x) => x.text), desk.accepted().slice(a0)];
        }
        hits = 0; on();
        const cmd = await desk.command(olga, `greenapi.create-instance 7103990099 tok3nEXAMPLE0123456${n}`).catch((e: Error) => 'ERR ' + e.message);
        desk.host.setHook({});
        out.push(JSON.stringify([`${bridge}.${method}`, 'in', inHits, st, tr, 'out', outp, 'cmd', hits, cmd]));
    }
    const logs = await desk.admin.request('GET', `/api/apps/${APP_ID}/logs`);
    const errs = [...new Set([...logs.text.matchAll(/[^"]*(object Object|store is down)[^"]*/g)].map((m) => m[0]))];
    require('fs').writeFileSync(`/tmp/errs-${process.env['HOST_ENGINE_VERSION']}.txt`, out.join('\n') + '\n' + errs.join('\n') + '\n');
    await desk.stop(); void ANN;
});
