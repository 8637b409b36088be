// Generated from plugins/whatsapp by `npm run gen`. Do not edit. e160c8d92995c8c3

export interface SentMessagesRecord {
  /**
   * Message id
   */
  id: string;
  /**
   * Chat id
   */
  chatId: string;
  /**
   * Is a group
   */
  isGroup: boolean;
  /**
   * Number. Null in a group, and in a chat that WhatsApp knows only by its linked id.
   */
  phone: string | null;
  /**
   * Kind
   */
  kind: string | null;
  /**
   * Text
   */
  text: string | null;
  /**
   * Status
   */
  status: "sending" | "sent" | "delivered" | "read" | "played" | "refused";
  /**
   * Step. Grows with every status: it never goes back.
   */
  step: number;
  /**
   * Created at
   */
  startedAt: string;
  /**
   * Sent at
   */
  sentAt: string | null;
  /**
   * Delivered at
   */
  deliveredAt: string | null;
  /**
   * Read at
   */
  readAt: string | null;
  /**
   * Played at
   */
  playedAt: string | null;
  /**
   * Refused with. Code of WhatsApp: 463 means that the number may not start new chats for a time.
   */
  refusedWith: string | null;
}
export interface GetAccountInput {}
export interface GetAccountOutput {
  /**
   * Number
   */
  number: string;
  /**
   * Phone
   */
  phone: string;
}
export interface SendTextInput {
  /**
   * To. A number with country code, such as +55 11 98888-0002, or the id of a chat or group from an event.
   */
  to: string;
  /**
   * Text
   */
  text: string;
  /**
   * Answers the message. Id of a message of the same chat; it is shown above the answer.
   */
  quotedMessageId?: string;
  /**
   * Text of the quoted message
   */
  quotedText?: string;
  /**
   * The quoted message is ours
   */
  quotedIsFromMe?: boolean;
  /**
   * Author in the group. In a group: sender.id of the quoted message.
   */
  participantId?: string;
}
export interface SendTextOutput {
  /**
   * Message id
   */
  messageId: string;
  /**
   * Chat id
   */
  chatId: string;
  /**
   * Sent at
   */
  sentAt: string;
  /**
   * Status
   */
  status: "sending" | "sent" | "delivered" | "read" | "played";
}
export interface SendMediaInput {
  /**
   * To. A number with country code, such as +55 11 98888-0002, or the id of a chat or group from an event.
   */
  to: string;
  /**
   * Shown as
   */
  kind: "image" | "video" | "audio" | "document";
  /**
   * File (base64)
   */
  base64: string;
  /**
   * Media type. Such as image/jpeg or application/pdf. A voice audio must be audio/ogg; codecs=opus.
   */
  mimetype: string;
  /**
   * File name
   */
  fileName?: string;
  /**
   * Caption
   */
  caption?: string;
  /**
   * Answers the message. Id of a message of the same chat; it is shown above the answer.
   */
  quotedMessageId?: string;
  /**
   * Text of the quoted message
   */
  quotedText?: string;
  /**
   * The quoted message is ours
   */
  quotedIsFromMe?: boolean;
  /**
   * Author in the group. In a group: sender.id of the quoted message.
   */
  participantId?: string;
}
export interface SendMediaOutput {
  /**
   * Message id
   */
  messageId: string;
  /**
   * Chat id
   */
  chatId: string;
  /**
   * Sent at
   */
  sentAt: string;
  /**
   * Status
   */
  status: "sending" | "sent" | "delivered" | "read" | "played";
}
export interface SendPollInput {
  /**
   * To. A number with country code, such as +55 11 98888-0002, or the id of a chat or group from an event.
   */
  to: string;
  /**
   * Question
   */
  question: string;
  /**
   * Options
   *
   * @minItems 2
   * @maxItems 12
   */
  options: string[];
  /**
   * Several answers allowed
   */
  allowsSeveral?: boolean;
}
export interface SendPollOutput {
  /**
   * Message id
   */
  messageId: string;
  /**
   * Chat id
   */
  chatId: string;
  /**
   * Sent at
   */
  sentAt: string;
  /**
   * Status
   */
  status: "sending" | "sent" | "delivered" | "read" | "played";
}
export interface SendReactionInput {
  /**
   * Chat id. chat.id of the event.
   */
  chatId: string;
  /**
   * Message id
   */
  messageId: string;
  /**
   * Emoji. Empty: takes the reaction off.
   */
  emoji?: string;
  /**
   * The message is ours
   */
  isFromMe?: boolean;
  /**
   * Author in the group. In a group: sender.id of the quoted message.
   */
  participantId?: string;
}
export interface SendReactionOutput {
  /**
   * Message id
   */
  messageId: string;
  /**
   * Chat id
   */
  chatId: string;
  /**
   * Sent at
   */
  sentAt: string;
  /**
   * Status
   */
  status: "sending" | "sent" | "delivered" | "read" | "played";
}
export interface GetMessageStatusInput {
  /**
   * Message id
   */
  messageId: string;
}
export interface GetMessageStatusOutput {
  /**
   * Message id
   */
  messageId: string;
  /**
   * Chat id
   */
  chatId: string;
  /**
   * Status
   */
  status: "sending" | "sent" | "delivered" | "read" | "played" | "refused";
  /**
   * Sent at
   */
  sentAt: string | null;
  /**
   * Delivered at
   */
  deliveredAt: string | null;
  /**
   * Read at
   */
  readAt: string | null;
  /**
   * Played at
   */
  playedAt: string | null;
}
export interface CheckNumberInput {
  /**
   * Number. With country code.
   */
  phone: string;
}
export interface CheckNumberOutput {
  /**
   * Is on WhatsApp
   */
  exists: boolean;
  /**
   * Chat id
   */
  chatId: string | null;
  /**
   * Number at WhatsApp
   */
  number: string | null;
  /**
   * Phone
   */
  phone: string | null;
}
export interface ListGroupsInput {}
export interface ListGroupsOutput {
  /**
   * Groups
   */
  groups: {
    /**
     * Chat id
     */
    chatId: string;
    /**
     * Name
     */
    subject: string;
    /**
     * Members
     */
    members: number;
  }[];
}
export interface DownloadMediaInput {
  /**
   * File reference. media.reference of the event.
   */
  reference: string;
}
export interface DownloadMediaOutput {
  /**
   * Media type
   */
  mimetype: string;
  /**
   * File name
   */
  fileName: string | null;
  /**
   * Size in bytes
   */
  sizeBytes: number;
  /**
   * File (base64)
   */
  base64: string;
}
export interface MessageReceivedEvent {
  /**
   * Message id
   */
  id: string;
  /**
   * Chat
   */
  chat: {
    /**
     * Chat id. What an answer is sent to.
     */
    id: string;
    /**
     * Is a group
     */
    isGroup: boolean;
  };
  /**
   * Sender
   */
  sender: {
    /**
     * Id
     */
    id: string;
    /**
     * Number at WhatsApp. Null while the person hides it.
     */
    number: string | null;
    /**
     * Phone. With + and the ninth digit.
     */
    phone: string | null;
    /**
     * Linked id
     */
    lid: string | null;
    /**
     * Name the person chose
     */
    name: string | null;
  };
  /**
   * Is ours
   */
  isFromMe: boolean;
  /**
   * Sent at
   */
  sentAt: string;
  /**
   * Kind
   */
  kind: "text" | "image" | "video" | "audio" | "document" | "sticker" | "location" | "contact" | "poll" | "other";
  /**
   * Text
   */
  text: string | null;
  /**
   * Answers the message
   */
  quotedMessageId: string | null;
  /**
   * File
   */
  media: {
    /**
     * Media type
     */
    mimetype: string;
    /**
     * File name
     */
    fileName: string | null;
    /**
     * Size in bytes
     */
    sizeBytes: number | null;
    /**
     * File reference. What Download a file takes.
     */
    reference: string;
  } | null;
  /**
   * Place
   */
  place: {
    /**
     * Latitude
     */
    latitude: number;
    /**
     * Longitude
     */
    longitude: number;
    /**
     * Name
     */
    name: string | null;
  } | null;
  /**
   * Poll
   */
  poll: {
    /**
     * Question
     */
    question: string;
    /**
     * Options
     */
    options: string[];
  } | null;
  /**
   * Queue. Of the number that received it, from the connection's settings.
   */
  queue: string | null;
}
export interface ReactionReceivedEvent {
  /**
   * Message id
   */
  messageId: string;
  /**
   * Chat
   */
  chat: {
    /**
     * Chat id. What an answer is sent to.
     */
    id: string;
    /**
     * Is a group
     */
    isGroup: boolean;
  };
  /**
   * Sender
   */
  sender: {
    /**
     * Id
     */
    id: string;
    /**
     * Number at WhatsApp. Null while the person hides it.
     */
    number: string | null;
    /**
     * Phone. With + and the ninth digit.
     */
    phone: string | null;
    /**
     * Linked id
     */
    lid: string | null;
    /**
     * Name the person chose
     */
    name: string | null;
  };
  /**
   * Is ours
   */
  isFromMe: boolean;
  /**
   * Sent at
   */
  sentAt: string;
  /**
   * Emoji. Null: it was taken off.
   */
  emoji: string | null;
}
export interface MessageEditedEvent {
  /**
   * Message id
   */
  messageId: string;
  /**
   * Chat
   */
  chat: {
    /**
     * Chat id. What an answer is sent to.
     */
    id: string;
    /**
     * Is a group
     */
    isGroup: boolean;
  };
  /**
   * Sender
   */
  sender: {
    /**
     * Id
     */
    id: string;
    /**
     * Number at WhatsApp. Null while the person hides it.
     */
    number: string | null;
    /**
     * Phone. With + and the ninth digit.
     */
    phone: string | null;
    /**
     * Linked id
     */
    lid: string | null;
    /**
     * Name the person chose
     */
    name: string | null;
  };
  /**
   * Is ours
   */
  isFromMe: boolean;
  /**
   * Sent at
   */
  sentAt: string;
  /**
   * New text
   */
  text: string | null;
}
export interface MessageDeletedEvent {
  /**
   * Message id
   */
  messageId: string;
  /**
   * Chat
   */
  chat: {
    /**
     * Chat id. What an answer is sent to.
     */
    id: string;
    /**
     * Is a group
     */
    isGroup: boolean;
  };
  /**
   * Sender
   */
  sender: {
    /**
     * Id
     */
    id: string;
    /**
     * Number at WhatsApp. Null while the person hides it.
     */
    number: string | null;
    /**
     * Phone. With + and the ninth digit.
     */
    phone: string | null;
    /**
     * Linked id
     */
    lid: string | null;
    /**
     * Name the person chose
     */
    name: string | null;
  };
  /**
   * Is ours
   */
  isFromMe: boolean;
  /**
   * Sent at
   */
  sentAt: string;
}
export interface PollAnsweredEvent {
  /**
   * Message id of the poll
   */
  pollMessageId: string;
  /**
   * Chat
   */
  chat: {
    /**
     * Chat id. What an answer is sent to.
     */
    id: string;
    /**
     * Is a group
     */
    isGroup: boolean;
  };
  /**
   * Sender
   */
  sender: {
    /**
     * Id
     */
    id: string;
    /**
     * Number at WhatsApp. Null while the person hides it.
     */
    number: string | null;
    /**
     * Phone. With + and the ninth digit.
     */
    phone: string | null;
    /**
     * Linked id
     */
    lid: string | null;
    /**
     * Name the person chose
     */
    name: string | null;
  };
  /**
   * Is ours
   */
  isFromMe: boolean;
  /**
   * Sent at
   */
  sentAt: string;
  /**
   * Chosen options
   */
  options: string[];
}
export interface MessageStatusChangedEvent {
  /**
   * Message id
   */
  messageId: string;
  /**
   * Chat
   */
  chat: {
    /**
     * Chat id. What an answer is sent to.
     */
    id: string;
    /**
     * Is a group
     */
    isGroup: boolean;
  };
  /**
   * Status
   */
  status: "sent" | "delivered" | "read" | "played";
  /**
   * By whom. In a group: the member.
   */
  by: string | null;
  /**
   * At
   */
  at: string;
}
export interface Settings {
  /**
   * Default queue. Goes with every message that this number receives, so that flows know which team it is for.
   */
  queue?: string;
  /**
   * Greeting. Sent once to a person who starts a conversation with this number, before any flow answers. Empty: none.
   */
  greeting?: string;
  /**
   * Hours until a new conversation. After so many hours without a message in either direction, the next one starts a conversation again.
   */
  newConversationAfterHours?: number;
  /**
   * Seconds between messages. On average, with variation. Fast sending gets numbers blocked.
   */
  secondsBetweenMessages?: number;
  /**
   * Seconds per QR. How long each QR is shown before the next one takes its place.
   */
  secondsPerQr?: number;
  /**
   * Seconds of silence. When WhatsApp answers nothing for so long, not even pings, the connection is opened anew.
   */
  secondsOfSilence?: number;
  /**
   * Client version. Only when WhatsApp refuses the built-in version (405): the one of WhatsApp Web, such as 2.3000.1043857760.
   */
  clientVersion?: string;
}
