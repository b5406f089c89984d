/** Columns of files of interactions and the headers they go by: follow-up records of CRMs, logs of shops and mini-programs. */
import type { ImportField } from '#platform/importer.ts';

const words = (text: string): string[] => text.split(',').map((word) => word.trim());

/** `stageRow` takes the values in this order. */
export const interactionFields: readonly ImportField[] = [
  {
    code: 'eventRef',
    type: 'reference',
    synonyms: words(`
      互动编号, Event ID, 记录编号, 跟进编号, 事件ID, 事件编号, 日志ID, 流水号, 消息ID, 通话ID, 编号, 序号, Interaction ID,
      Activity ID, Record ID, Message ID, Call ID, Log ID, Event no, UUID`),
  },
  {
    code: 'customer',
    type: 'reference',
    synonyms: words(`
      客户编号, Customer ID, 客户编码, 客户号, 客户ID, 客户代码, 会员号, 会员编号, 会员ID, 会员卡号, 卡号, 顾客编号, 用户ID,
      用户编号, 用户名, 买家ID, 客户, 会员, 顾客, 用户, Customer number, Customer no, Customer code, Customer, Member ID,
      Member no, User ID, Account ID, Client ID, Contact ID`),
  },
  {
    code: 'phone',
    type: 'phone',
    synonyms: words(`
      手机号, Phone, 手机, 手机号码, 电话号码, 联系电话, 联系手机, 联系方式, 客户手机, 客户电话, 会员手机, 会员手机号, 对方号码,
      被叫号码, Mobile, Mobile phone, Phone number, Tel, Telephone, Customer phone, Callee`),
  },
  {
    code: 'email',
    type: 'email',
    synonyms: words('邮箱, Email, 电子邮箱, 邮箱地址, 客户邮箱, 收件邮箱, E-mail, Email address, Customer email'),
  },
  {
    code: 'customerName',
    type: 'text',
    maxLength: 120,
    synonyms: words(`
      姓名, Customer name, 客户姓名, 客户名称, 会员姓名, 顾客姓名, 联系人, 联系人姓名, 用户昵称, 昵称, Name, Contact name,
      Full name, Member name, Nickname`),
  },
  {
    code: 'at',
    type: 'instant',
    required: true,
    synonyms: words(`
      时间, Time, 发生时间, 互动时间, 跟进时间, 跟进日期, 联系时间, 拜访时间, 拜访日期, 通话时间, 通话开始时间, 开始时间, 发送时间,
      登录时间, 访问时间, 浏览时间, 事件时间, 操作时间, 记录时间, 创建时间, 日期, Happened at, Event time, Timestamp, Occurred at,
      Date, Datetime, Activity date, Call time, Call start, Visit date, Sent at, Login time, Created at, Start time`),
  },
  {
    code: 'kind',
    type: 'text',
    required: true,
    maxLength: 60,
    synonyms: words(`
      类型, Type, 互动类型, 跟进方式, 跟进类型, 联系方式类型, 沟通方式, 事件类型, 事件名称, 事件, 行为, 行为类型, 记录类型, 活动类型,
      Kind, Event, Event type, Event name, Activity type, Interaction type, Action`),
  },
  {
    code: 'content',
    type: 'text',
    maxLength: 4_000,
    synonyms: words(`
      内容, Content, 跟进内容, 跟进记录, 沟通内容, 拜访内容, 拜访记录, 通话内容, 消息内容, 备注, 说明, 描述, 摘要, 详情, 反馈内容, Note,
      Notes, Text, Message, Body, Comment, Comments, Description, Summary, Details, Subject`),
  },
  {
    code: 'seconds',
    type: 'integer',
    synonyms: words(`
      时长, Seconds, 时长秒, 时长（秒）, 停留时长, 停留秒数, 停留时间, 通话时长, 浏览时长, 持续时间, Duration, Dwell seconds, Dwell time,
      Call duration, Duration seconds, Time on page`),
  },
  {
    code: 'page',
    type: 'text',
    maxLength: 1_000,
    synonyms: words(`
      页面, Page, 页面地址, 页面路径, 网址, 链接, 访问页面, 页面URL, URL, Page URL, Page path, Address, Location, Path`),
  },
  {
    code: 'title',
    type: 'text',
    maxLength: 200,
    synonyms: words(
      '标题, Title, 页面标题, 页面名称, 商品, 商品名称, 主题, 课程, 课程名称, Page title, Product, Item, Course',
    ),
  },
  {
    code: 'feature',
    type: 'text',
    maxLength: 200,
    synonyms: words('功能, Feature, 功能名称, 使用功能, 模块, 按钮, Feature name, Module, Function, Button'),
  },
  {
    code: 'channel',
    type: 'text',
    maxLength: 60,
    synonyms: words('渠道, Channel, 沟通渠道, 来源, 来源渠道, 平台, 终端, 设备, Source, Platform, Medium, Device'),
  },
  {
    code: 'direction',
    type: 'choice',
    synonyms: words('方向, Direction, 呼叫方向, 收发, 呼叫类型, 消息方向, Call direction, Inbound or outbound'),
    choices: {
      in: words(
        '呼入, 来电, 客户来电, 收到, 接收, 客户发来, 入, 主动联系我们, in, inbound, incoming, received, from customer',
      ),
      out: words('呼出, 去电, 拨出, 发送, 发出, 出, 外呼, out, outbound, outgoing, sent, to customer'),
    },
  },
  {
    code: 'outcome',
    type: 'text',
    maxLength: 60,
    synonyms: words(
      '结果, Outcome, 跟进结果, 沟通结果, 通话结果, 拜访结果, 处理结果, 状态, Result, Status, Disposition',
    ),
  },
  {
    code: 'needs',
    type: 'text',
    maxLength: 1_000,
    synonyms: words('需求, Needs, 客户需求, 听到的需求, 意向, 购买意向, 诉求, Need, Customer needs, Request, Interest'),
  },
  {
    code: 'staff',
    type: 'text',
    maxLength: 80,
    synonyms: words(
      '跟进人, Staff, 员工, 负责人, 客户经理, 拜访人, 客服, 导购, 销售, 操作人, 记录人, 坐席, Agent, Owner, Rep, Sales rep, User',
    ),
  },
];

/** Spellings of our own kinds in other people's files; the registry's codes and names are known by themselves. */
export const KIND_SPELLINGS: Readonly<Record<string, readonly string[]>> = {
  page_view: words(
    '浏览, 浏览页面, 页面浏览, 访问页面, 浏览商品, pv, pageview, page viewed, view, viewed product, $pageview',
  ),
  feature_use: words('使用功能, 功能使用, 点击, feature used, click, used feature'),
  login: words(
    '登录, 登陆, 打开小程序, 登录小程序, 登录app, 打开app, 签到, log in, logged in, sign in, signed in, session start',
  ),
  add_to_cart: words('加购, 加入购物车, 加购物车, added to cart, add to cart, product added'),
  cart_abandoned: words(
    '购物车未结算, 弃购, 放弃购物车, 未付款离开, abandoned cart, cart abandoned, checkout abandoned',
  ),
  course_completed: words('完成课程, 课程完成, 学完, course completed, completed course'),
  message: words(`
    消息, 短信, 微信, 企业微信, 邮件, 聊天, 在线咨询, 咨询, 会话, 私信, 微信沟通, 短信沟通, message, sms, wechat, email, e-mail,
    chat, whatsapp`),
  share: words('分享, 转发, 分享商品, share, shared, forward'),
  referral: words('推荐, 转介绍, 邀请好友, 老带新, 推荐好友, referral, referred, invite'),
  call: words('电话, 通话, 打电话, 电话沟通, 电话回访, 电话拜访, 回访, 呼叫, call, phone call, phone, telephone'),
  visit: words(
    '拜访, 上门, 上门拜访, 实地拜访, 外访, 到访, 到店, 来访, 面谈, 会面, visit, meeting, on-site visit, store visit',
  ),
  note: words('备注, 跟进, 跟进记录, 记录, 笔记, 其他, 其它, note, notes, task, other, follow up'),
  complaint: words('投诉, 投诉反馈, 客诉, 不满, 抱怨, 反馈, complaint, complained, feedback'),
};
