// Starts the twin on 127.0.0.1 and does what it is told in lines of JSON: {"do": "say", ...} in, the outcome out.
import http from 'node:http'
import { createInterface } from 'node:readline'
import { DigitalDiscord } from 'discord-digital-twin'

// The twin would listen on every address of this machine.
const listen = http.Server.prototype.listen
http.Server.prototype.listen = function (port, done) {
  return listen.call(this, port, '127.0.0.1', done)
}

// It does not know the address by which discord.py asks for the application, nor tell who owns that.
const emit = http.Server.prototype.emit
http.Server.prototype.emit = function (event, request, response, ...rest) {
  if (event === 'request' && request.url === '/api/v10/oauth2/applications/@me') {
    const owner = { id: '1', username: 'owner', discriminator: '0', avatar: null }
    const application = { id: twin.botUserId, name: 'newsbrief', icon: null, description: '', bot_public: true,
      bot_require_code_grant: false, owner, team: null, verify_key: '' }
    response.writeHead(200, { 'Content-Type': 'application/json' })
    return response.end(JSON.stringify(application))
  }
  return emit.call(this, event, request, response, ...rest)
}

const news = '1000000000000000001'
const ana = '1000000000000000002'
const twin = new DigitalDiscord({
  guild: { id: '1000000000000000003', name: 'Harbour', ownerId: ana },
  channels: [{ id: news, name: 'news', type: 0 }],
  users: [{ id: ana, username: 'ana' }],
  botUser: { username: 'newsbrief' },
  botToken: 'a-token-of-the-twin',
})
await twin.start()

const orders = {
  say: ({ words, to }) =>
    twin.channel(news).user(ana).sendMessage({ content: words, messageReference: to && { message_id: to, channel_id: news } }),
  slash: ({ name, options }) => twin.channel(news).user(ana).runSlashCommand({ name, options }),
  press: ({ message, id }) => twin.channel(news).user(ana).clickButton({ messageId: message, customId: id }),
  choose: ({ message, id, values }) => twin.channel(news).user(ana).selectMenu({ messageId: message, customId: id, values }),
  fill: ({ id, fields }) => twin.channel(news).user(ana).submitModal({ customId: id, fields }),
  acknowledged: ({ interaction }) => twin.channel(news).waitForInteractionAck({ interactionId: interaction }),
  posts: async () => (await twin.channel(news).getMessages()).filter((each) => each.author.bot),
  commands: async () => (await twin.prisma.applicationCommand.findMany()).map((each) => each.name),
}
const tell = (what) => process.stdout.write(JSON.stringify(what ?? null) + '\n')
tell({ api_url: `http://127.0.0.1:${twin.port}/api/v10`, gateway_url: twin.gatewayUrl, token: twin.botToken,
  bot: twin.botUserId, guild: twin.guildId, news, ana })

for await (const line of createInterface({ input: process.stdin })) {
  const order = JSON.parse(line)
  try {
    tell({ done: await orders[order.do](order) })
  } catch (error) {
    tell({ failed: String(error) })
  }
}
await twin.stop()
process.exit(0)
